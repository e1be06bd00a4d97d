"""What a log must not hold."""

import datetime
import io
import logging
import re
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from gunicorn.config import Config

from perfmgmt.access_log import DiscreetFilter, DiscreetLogger
from perfmgmt.discreet import discreet
from perfmgmt.settings.logs import TRACEBACKS


def test_a_traceback_says_where_and_tells_no_values():
    answer = "what somebody wrote"
    try:
        raise LookupError(len(answer))
    except LookupError:
        event = TRACEBACKS(None, "error", {"event": "failed", "exc_info": sys.exc_info()})
    assert "test_a_traceback_says_where" in str(event)
    assert answer not in str(event)


class TestDiscretion:
    """Of the pages of citizens a log keeps no code, no address, no agent; W8."""

    @pytest.mark.parametrize(
        ("line", "kept"),
        [
            ("POST /r/K7Q29X?lang=en 302", "POST /r/… 302"),
            ('{"event": "Not Found: /r/thanks/0ABCDEFGHJKM"}', '{"event": "Not Found: /r/…"}'),
            ("GET https://host/r/status?code=0ABC-DEFG", "GET https://host/r/…"),
            ("Invalid request from ip=203.0.113.9: no", "Invalid request from ip=- no"),
            ("GET /en/r/x /reports/r-1", "GET /en/r/… /reports/r-1"),
            ("GET /en/reports/", "GET /en/reports/"),
        ],
    )
    def test_codes_and_callers_go(self, line, kept):
        assert discreet(line) == kept

    def test_every_line_of_ours_passes(self, caplog):
        handler = logging.StreamHandler(io.StringIO())
        handler.setFormatter(formatter())
        record = logging.LogRecord("django.request", 40, "", 1, "Internal Server Error: %s",
                                   ("/r/thanks/0ABCDEFGHJKM",), None)  # fmt: skip
        handler.handle(record)
        assert "/r/…" in handler.stream.getvalue()
        assert "0ABC" not in handler.stream.getvalue()

    def test_request_of_a_citizen_is_not_logged_and_others_are(self, db, caplog):
        with caplog.at_level(logging.INFO):
            Client(HTTP_USER_AGENT="Planted/1").get("/r/ZZZZZZ", REMOTE_ADDR="203.0.113.7")
            quiet = "".join(str(record.msg) for record in caplog.records)
            Client().get("/en/accounts/login/")
        assert "Planted" not in quiet
        assert "203.0.113" not in quiet
        assert "request_started" not in quiet
        assert "request_finished" in "".join(str(record.msg) for record in caplog.records)

    @pytest.mark.parametrize("known", [{"PATH_INFO": "/r/K7Q29X"}, {}])  # {}: it was given up
    def test_gunicorn_keeps_the_method_and_the_status(self, known):
        log = DiscreetLogger(Config())
        environ = known | {"RAW_URI": "/r/K7Q29X?a=1", "REQUEST_METHOD": "POST",
                   "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "203.0.113.7",
                   "HTTP_USER_AGENT": "Planted/1", "QUERY_STRING": "a=1"}  # fmt: skip
        answer = SimpleNamespace(status="302 Found", headers=[("Location", "/r/thanks/0AB")])
        asked = SimpleNamespace(headers=[("X-FORWARDED-FOR", "203.0.113.7")])
        atoms = log.atoms(answer, asked, environ, datetime.timedelta(seconds=1))
        line = Config().access_log_format % atoms
        assert re.sub(r"\[.+\]", "[]", line) == '- - - [] "POST /r/… HTTP/1.1" 302 - "-" "-"'
        assert "203.0.113" not in str(atoms)
        assert "Planted" not in str(atoms)
        assert "0AB" not in str(atoms)

    def test_gunicorn_does_not_tell_who_sent_nonsense(self):
        words = "Invalid request from ip=203.0.113.7: %s"
        kept = logging.LogRecord("gunicorn.error", 30, "", 1, words, ("no",), None)
        DiscreetFilter().filter(kept)
        assert kept.getMessage() == "Invalid request from ip=- no"

    def test_nothing_is_sent_by_e_mail(self):
        assert [type(one).__name__ for one in logging.getLogger("django").handlers] == []


def formatter():
    described = dict(settings.LOGGING["formatters"]["structured"])
    return described.pop("()")(**described)
