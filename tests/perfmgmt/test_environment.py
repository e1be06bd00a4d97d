"""Every variable that the settings read is explained in .env.example, and no other."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
READ = re.compile(r"""env\.\w+\(\s*"([A-Z_]+)"|environ(?:\.get\(|\[)"(PERFMGMT_[A-Z_]+)""")
# Only tests and the compose file use these.
NOT_FOR_SETTINGS = {
    "POSTGRES_PASSWORD", "REDIS_PASSWORD", "PORTAL_PASSWORD", "PERFMGMT_EMBEDDED_FAST",
}  # fmt: skip


def test_the_example_names_every_variable() -> None:
    sources = [*(PROJECT / "perfmgmt" / "settings").glob("*.py")]
    sources += (PROJECT / "perfmgmt" / "embedded").glob("*.py")
    read = {a or b for path in sources for a, b in READ.findall(path.read_text())}
    example = (PROJECT / ".env.example").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert named - NOT_FOR_SETTINGS == read - NOT_FOR_SETTINGS
