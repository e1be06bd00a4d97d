"""gunicorn's logs without citizens: `--logger-class perfmgmt.access_log.DiscreetLogger`."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from perfmgmt.discreet import PORTAL, discreet

WHO = ("h", "u", "f", "a", "q", "U")  # address, user, referrer, agent, query, path


class DiscreetFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = discreet(record.getMessage()), None
        return True


class DiscreetLogger(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.addFilter(DiscreetFilter())

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> Any:
        found = super().atoms(resp, req, environ, request_time)
        # Of a request that gunicorn itself gave up there is no PATH_INFO.
        if PORTAL not in str(environ["RAW_URI"]):
            return found
        kept = {key: value for key, value in found.items() if not key.startswith("{")}
        kept["r"] = f"{environ['REQUEST_METHOD']} /r/… {environ['SERVER_PROTOCOL']}"
        return kept | dict.fromkeys(WHO, "-")
