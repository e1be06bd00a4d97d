"""The rules of the house that a machine can read off the source."""

import ast
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

BASE = Path(settings.BASE_DIR)
ROOMS = ("audit", "departments", "indicators", "appraisals", "feedback", "reports")
HOUSE = (*ROOMS, "perfmgmt")
LONGEST_FILE, LONGEST_TEMPLATE, LONGEST_FUNCTION = 400, 120, 40  # lines
HTTP = ("views", "api", "forms")  # a file or a package of the name
# Each takes the user, or gives nothing; the last line: what he is to do himself.
SCOPED = (
    "visible_to", "led_by", "held_by", "none",
    "waiting_for", "to_cast", "to_evaluate", "to_meet", "to_talk_to",
)  # fmt: skip


def sources(*folders):
    for folder in folders:
        yield from sorted(p for p in (BASE / folder).rglob("*.py") if "migrations" not in p.parts)


@cache
def parsed(text):
    """One tree of each text, which several rules look at."""
    return ast.parse(text)


def named(path):
    return path.relative_to(BASE).as_posix()


def speaks_http(path):
    parts = path.relative_to(BASE).with_suffix("").parts
    return len(parts) > 1 and parts[1] in HTTP


def test_no_file_is_longer_than_400_lines():
    folders = (*HOUSE, "tests", "benchmarks")
    long = {named(p): n for p in sources(*folders) if (n := lines(p)) > LONGEST_FILE}
    assert long == {}


def test_no_template_is_longer_than_120_lines():
    found = sorted((BASE / "templates").rglob("*.html"))
    assert {named(p): n for p in found if (n := lines(p)) > LONGEST_TEMPLATE} == {}


def lines(path):
    return len(path.read_text().splitlines())


def test_no_function_is_longer_than_40_lines():
    long = {
        f"{named(path)}:{node.name}": size
        for path in sources(*HOUSE)
        for node in ast.walk(parsed(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (size := length(node)) > LONGEST_FUNCTION
    }
    assert long == {}


def length(node):
    """Lines of the code, without decorators and docstring; a table that is returned is no code."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if len(body) == 1 and isinstance(body[0], ast.Return):
        return 1
    return node.end_lineno - (body[0].lineno if body else node.lineno) + 2


def test_views_touch_rows_only_through_visible_to():
    assert [spot for path in sources(*ROOMS) if speaks_http(path) for spot in unscoped(path)] == []


def unscoped(path):
    """Where a file takes `Model.objects` and does not go on with the rows of a user."""
    tree = parsed(path.read_text())
    upper = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
            after = upper.get(node)
            name = after.attr if isinstance(after, ast.Attribute) else "nothing"
            if name not in SCOPED:
                yield f"{named(path)}:{node.lineno} {ast.unparse(node)}.{name}"


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Model.objects.visible_to(user).filter(a=1)", 0),
        ("Model.objects.none()", 0),
        ("Model.objects.all()", 1),
        ("Model.objects.filter(visible_to=user)", 1),
        ("get_object_or_404(Model, pk=pk)", 1),
        ("rows = Model.objects", 1),
        ("Model._default_manager.get(pk=1)", 1),
    ],
)
def test_the_rule_about_rows_sees_what_it_should(tmp_path, monkeypatch, line, count):
    monkeypatch.setitem(globals(), "BASE", tmp_path)
    (tmp_path / "views.py").write_text(line)
    assert len([*unscoped(tmp_path / "views.py"), *shortcuts(tmp_path / "views.py")]) == count


def test_shortcuts_take_a_scoped_queryset():
    assert [spot for path in sources(*ROOMS) if speaks_http(path) for spot in shortcuts(path)] == []


def shortcuts(path):
    """`get_object_or_404(Model, …)` would pass by `visible_to`."""
    for node in ast.walk(parsed(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            asked = node.func.id in ("get_object_or_404", "get_list_or_404")
            if asked and isinstance(node.args[0], ast.Name) and node.args[0].id[0].isupper():
                yield f"{named(path)}:{node.lineno} {ast.unparse(node)}"


def test_no_column_is_a_float():
    floats = [
        f"{model.__name__}.{field.name}"
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]
    assert floats == []


def test_every_service_that_records_names_its_actor():
    assert [spot for path in services() for spot in actorless(path)] == []


def services():
    return [
        p for p in sources(*ROOMS[1:]) if "services" in p.relative_to(BASE).with_suffix("").parts
    ]


def actorless(path):
    """Public functions that write the ledger and take no keyword `by`."""
    for node in parsed(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and records(node):
            keywords = {argument.arg for argument in node.args.kwonlyargs}
            if "by" not in keywords and not works_for_the_house(node):
                yield f"{named(path)}:{node.lineno} {node.name}"


def records(node):
    """Whether the function itself calls `record` or `record_many`."""
    names = (
        call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
    )
    return any(name in ("record", "record_many") for name in names)


def works_for_the_house(node):
    """The actor stands in the row itself (a job) or is the house: `by=None`, `by=row.user`."""
    given = [
        keyword.value
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "by"
    ]
    return bool(given) and all(
        isinstance(value, ast.Attribute) or ast.unparse(value) == "None" for value in given
    )


def test_models_override_no_save_and_listen_to_no_signal():
    found = []
    for path in sources(*HOUSE):
        tree = parsed(path.read_text())
        found += [
            f"{named(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name == "save" and is_model_file(path)
        ]
        found += [
            f"{named(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals"
        ]
    assert found == []


def is_model_file(path):
    return "models" in path.relative_to(BASE).with_suffix("").parts


def test_no_room_keeps_a_drawer_for_odds_and_ends():
    drawers = ("common", "core", "utils", "helpers", "misc")
    found = [named(p) for p in sources(*HOUSE) if p.stem in drawers or p.parent.name in drawers]
    assert found == []


def test_forms_read_texts_of_several_lines_as_the_page_counts_them():
    found = [named(p) for p in sources(*HOUSE) if "forms.Textarea" in p.read_text()]
    assert found == ["departments/forms/fields.py"]  # LinesInput is made of it


def test_templates_hold_no_inline_script_or_style():
    marks = (
        "<script>",
        "<style",
        " style=",
        " onclick=",
        " onchange=",
        " onsubmit=",
        "javascript:",
    )
    found = {
        named(path): hits
        for path in sorted((BASE / "templates").rglob("*.html"))
        if (hits := [mark for mark in marks if mark in path.read_text()])
    }
    assert found == {}
