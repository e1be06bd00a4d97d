"""A portal that runs alone, with a role for nothing else. docs/rating-guard.md, W10, W11."""

import datetime
import io
import os
import re
import subprocess
import sys
from importlib import import_module

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from feedback import services
from feedback.models import Rating
from feedback.portal_rights import FUNCTIONS, TABLES
from tests.feedback.public import DAY, counter, rated, receipts

TUESDAY = datetime.datetime(2027, 3, 2, 2, tzinfo=datetime.UTC)
ROLE = "test_portal"


@pytest.fixture(autouse=True)
def on_tuesday(time_machine, db):
    time_machine.move_to(TUESDAY)
    cache.clear()


@pytest.fixture
def portal(settings):
    """The settings of a process of its own; the role is there until the test ends."""
    alone = import_module("perfmgmt.settings.portal")
    settings.ROOT_URLCONF, settings.MIDDLEWARE = alone.ROOT_URLCONF, alone.MIDDLEWARE
    call_command("portal_role", ROLE, stdout=io.StringIO())
    yield Client()
    as_ourselves()


def test_settings_of_the_house_stay_as_they_are():
    alone = import_module("perfmgmt.settings.portal")
    house = import_module("perfmgmt.settings")
    engines = [module.TEMPLATES[0]["OPTIONS"]["context_processors"] for module in (alone, house)]
    assert [bool(processors) for processors in engines] == [False, True]
    checks = [module.DATABASES["default"]["CONN_HEALTH_CHECKS"] for module in (alone, house)]
    assert checks == [False, True]


def as_portal():
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")


def as_ourselves():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_whole_way_of_a_citizen_under_the_role(world, portal):
    point = counter(world)
    before = rated(point, [5, 4, 3, 2], number=100)
    (code,) = receipts(point)
    as_portal()
    page = re.search(r'name="page" value="([^"]+)"', portal.get(f"/r/{code}").content.decode())[1]
    where = portal.post(f"/r/{code}", {"page": page, "value": "5", "website": ""})["Location"]
    assert "Thank you. It is kept." in portal.get(where).content.decode()
    portal.post(where, {"value": "1"})
    portal.post(where, {"reasons": ["attitude"], "text": "慢"})
    check = re.search(r"/r/thanks/(\w+)", where)[1]
    as_ourselves()
    services.release_due(TUESDAY.date() + DAY)
    as_portal()
    status = portal.get("/r/status", {"code": check}).content.decode()
    assert "Counted and published." in status
    assert portal.get(f"/r/proof/{check}").json()["rating"]["value"] == 1
    as_ourselves()
    row = services.rating_of(check)
    assert (row.value, row.reasons, row.text, len(before)) == (1, ["attitude"], "慢", 4)


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM feedback_rating", "UPDATE feedback_rating SET value = 1",
     "DELETE FROM feedback_rating", "INSERT INTO feedback_rating (id) VALUES (gen_random_uuid())",
     "SELECT * FROM feedback_receipt", "INSERT INTO feedback_receipt VALUES (NULL)",
     "SELECT * FROM feedback_closedcase", "SELECT * FROM departments_user",
     "UPDATE feedback_ratingscale SET code = 'x'", "DELETE FROM feedback_servicepoint",
     "UPDATE feedback_release SET size = 1", "SELECT * FROM feedback_exclusion",
     "SELECT * FROM audit_entry", "TRUNCATE feedback_rating", "CREATE TABLE t (n integer)",
     "ALTER TABLE feedback_rating DISABLE TRIGGER ALL"],
)  # fmt: skip
def test_all_else_is_refused(world, portal, sql):
    as_portal()
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(sql)


def test_rights_are_these_and_no_other(world, portal):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm')"
            " AND c.relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, DELETE')", [ROLE],
        )  # fmt: skip
        tables = sorted(name for (name,) in cursor.fetchall())
        cursor.execute(
            "SELECT p.proname FROM pg_proc p WHERE p.prosecdef"
            " AND p.pronamespace = 'public'::regnamespace"
            " AND has_function_privilege(%s, p.oid, 'EXECUTE')", [ROLE],
        )  # fmt: skip
        functions = sorted(name for (name,) in cursor.fetchall())
    assert tables == sorted(TABLES)
    assert functions == sorted(FUNCTIONS)


def test_there_is_nothing_but_the_portal(world, portal):
    missing = portal.get("/en/accounts/login/")
    assert missing.status_code == 404
    assert "There is no such page" in missing.content.decode()
    assert [portal.get(path).status_code for path in ("/admin/", "/api/v1/", "/en/")] == [404] * 3
    assert portal.get("/r/").status_code == 200


def test_headers_are_those_of_the_house(world, portal):
    answer = portal.get("/r/")
    assert answer["X-Frame-Options"] == django_settings.X_FRAME_OPTIONS
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert not answer.cookies


@pytest.mark.parametrize("name", ["", "Portal", "a b", "x;DROP", "1a"])
def test_name_that_needs_quotes_is_refused(db, name):
    with pytest.raises(CommandError, match="a letter first"):
        call_command("portal_role", name)


def test_sql_can_be_printed_for_whoever_keeps_the_database(db):
    out = io.StringIO()
    call_command("portal_role", "portal", "--print", stdout=out)
    assert out.getvalue().splitlines()[0] == "CREATE ROLE portal LOGIN;"
    assert "GRANT EXECUTE ON FUNCTION feedback_give, feedback_amend" in out.getvalue()


def test_a_tap_costs_two_queries(world, django_assert_num_queries):
    point = counter(world)
    (code,) = receipts(point)
    sent = {"page": "6c0f2b1e-6d2b-4f0e-9f0e-0d1c2b3a4f5e", "value": "5", "website": ""}
    with django_assert_num_queries(2):
        Client().post(f"/r/{code}", sent)
    assert Rating.objects.count() == 1


def test_starts_with_its_own_settings_and_nothing_of_a_sign_in():
    """In a process of its own: what an app refuses at its start, no setting of a test shows."""
    asks = (
        "import django; django.setup(); from django.conf import settings as s;"
        "from django.core.handlers.wsgi import WSGIHandler; WSGIHandler();"
        "print([a for a in s.INSTALLED_APPS if 'allauth' in a or 'admin' in a])"
    )
    done = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, text=True, check=False,
        cwd=django_settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "perfmgmt.settings.portal"},
    )  # fmt: skip
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_lost_database_is_told_as_such():
    """The page of an error must not need what only the whole house has."""
    asks = (
        "import django; django.setup(); from django.test import Client;"
        "c = Client(raise_request_exception=False);"
        "print(c.get('/r/K7Q29X', headers={'host': 'localhost'}).status_code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, text=True, check=False,
        cwd=django_settings.BASE_DIR,
        env=os.environ | {
            "DJANGO_SETTINGS_MODULE": "perfmgmt.settings.portal",
            "DEBUG": "false",
            "DATABASE_URL": "postgresql://nobody@/nothing?host=/nowhere",
            "REDIS_URL": "redis://127.0.0.1:1/0",
        },
    )  # fmt: skip
    assert (done.stdout.strip()[-3:], done.returncode) == ("503", 0), done.stderr
