"""The environment, read once: real variables win over the file `.env` in the project."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("PERFMGMT_ENV", "development")
PRODUCTION = ENVIRONMENT == "production"
