"""Rules that hold for every template: our classes only, nothing a strict policy would refuse."""

import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
COMPONENTS = sorted((BASE / "templates/components").glob("*.html"))
PARTS = sorted((BASE / "static/css").glob("*.css"))
# Pages of citizens have a style of their own; what is published adds to it.
FOR_CITIZENS = [BASE / "static/portal/citizen.css", BASE / "static/portal/published.css"]

COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
CLASSES = re.compile(r'\bclass="([^"]*)"')
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>")
HANDLER = re.compile(r"<[^>]*\s(on[a-z]+|style)=")
DEFINED = re.compile(r"\.(pm-[a-z0-9-]+)")
NAMED = re.compile(r"\.([a-z][a-z0-9-]*)(?=[^{}]*\{)")
MOST_LINES = 120
# Names of kinds that a component writes behind pm-btn-.
WRITTEN = {"pm-btn-secondary"}


def name_of(path: Path) -> str:
    return str(path.relative_to(BASE / "templates"))


def bare(path: Path) -> str:
    return COMMENT.sub("", path.read_text("utf-8"))


def classes(source: str) -> set[str]:
    """Whole class names; one that a variable completes is left out."""
    found: set[str] = set()
    for value in CLASSES.findall(re.sub(r"\{%.*?%\}", " ", source)):
        found |= set(re.sub(r"\S*\{\{.*?\}\}\S*", " ", value).split())
    return found


@pytest.fixture(scope="module")
def defined() -> set[str]:
    sheets = [part.read_text("utf-8") for part in PARTS]
    return {name for sheet in sheets for name in DEFINED.findall(sheet)} | WRITTEN


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_classes_are_ours_and_exist(path: Path, defined: set[str]) -> None:
    if name_of(path).startswith(("portal/", "published/")):
        defined = {name for part in FOR_CITIZENS for name in NAMED.findall(part.read_text("utf-8"))}
    assert classes(bare(path)) - defined == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_inline(path: Path) -> None:
    source = TAG.sub("", bare(path))
    scripts = [m["attributes"] for m in SCRIPT.finditer(source)]
    run = [a for a in scripts if "src=" not in a and "application/json" not in a]
    assert (run, "<style" in source, HANDLER.findall(source)) == ([], False, [])


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_component_names_its_arguments(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    assert re.match(r"\{# .*(Arguments: |No arguments).*#\}$", first), first
