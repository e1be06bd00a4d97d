"""The description of the REST interface: as a file for programs, as a page for people."""

from functools import lru_cache
from urllib.parse import urljoin

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView

from reports.api.schema import GROUPS

WORDS = {"id": gettext_lazy("Number, as “id” in the list")}  # the framework describes it not


@lru_cache(maxsize=8)
def description(language):
    """The same for everybody, and as long as the process lives: a quarter of a second to make."""
    return SchemaGenerator().get_schema(public=True)


class DescriptionGenerator(SchemaGenerator):
    """Gives the description that is there; the framework would make it for every request."""

    def get_schema(self, *_arguments, **_fields):
        return description(get_language())


class SchemaView(SpectacularAPIView):
    """The description as JSON, for those who are signed in or hold a token."""

    renderer_classes = [OpenApiJsonRenderer]
    generator_class = DescriptionGenerator


@require_safe
@login_required
def docs(request):
    """Every operation with its parameters and a command to copy, from the same description."""
    base = request.build_absolute_uri("/")
    context = {
        "groups": [
            {**group, "operations": [with_command(each, base) for each in group["operations"]]}
            for group in groups(get_language())
        ],
        **first_steps(base),
    }
    return render(request, "reports/api_docs.html", context)


def first_steps(base):
    """The way from a token to a file that is known to be whole, for three kinds of programs."""
    file = urljoin(base, "/api/v1/score-runs/1/scores.csv")
    ask = '{"run": 1, "format": "csv"}'
    exports = urljoin(base, "/api/v1/exports/")
    return {
        "first": (
            f'curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"'
            f" -d '{ask}' {exports}    # -> id\n"
            f'curl -H "Authorization: Bearer $TOKEN" {exports}1/    # -> state, sha256\n'
            f'curl -H "Authorization: Bearer $TOKEN" {exports}1/file/ | tee scores.csv | sha256sum'
        ),
        "python": (
            "import os, pandas\n"
            f'pandas.read_csv("{file}", dtype=str,\n'
            '    storage_options={"Authorization": f"Bearer {os.environ[\'TOKEN\']}"})'
        ),
        "r": (
            "library(httr2)\n"
            f'request("{file}") |> req_auth_bearer_token(Sys.getenv("TOKEN")) |>\n'
            "  req_perform() |> resp_body_string() |> readr::read_csv()"
        ),
    }


@lru_cache(maxsize=8)
def groups(language):
    """The operations by what they speak of, in the order of GROUPS."""
    schema = description(language)
    found = {tag: [] for tag in GROUPS}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(told(path, method, operation, schema))
    return [
        {"id": tag, "title": str(title), "operations": found[tag]} for tag, title in GROUPS.items()
    ]


def told(path, method, operation, schema):
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": str(operation.get("summary", "")),
        "parameters": [parameter(each) for each in operation.get("parameters", [])],
        "body": body_of(operation, schema),
    }


def parameter(each):
    return {
        "name": each["name"],
        "kind": kind_of(each["schema"]),
        "is_required": each.get("required", False),
        "words": str(each.get("description", "") or WORDS.get(each["name"], "")),
    }


def body_of(operation, schema):
    """The fields of the body, from the component it refers to."""
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return []
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    component = schema["components"]["schemas"][name]
    required = component.get("required", [])
    return [
        {
            "name": name,
            "kind": kind_of(field),
            "is_required": name in required,
            "words": str(field.get("description", "")),
        }
        for name, field in component["properties"].items()
    ]


def kind_of(schema):
    """What to write: a form, or the words to choose from."""
    if "enum" in schema:
        return " | ".join(str(word) for word in schema["enum"] if word is not None)
    kind = schema.get("type", "string")
    words = {
        "date": _("date"), "boolean": _("true or false"), "integer": _("whole number"),
        "number": _("whole number"), "string": _("text"),
    }  # fmt: skip
    kind = (
        next((one for one in kind if one != "null"), "string") if isinstance(kind, list) else kind
    )
    return words.get(schema.get("format"), words.get(kind, kind))


def with_command(operation, base):
    """The operation with a curl command that can be pasted once $TOKEN is set."""
    place = urljoin(base, operation["path"].replace("{id}", "1").replace("{key}", "1-1-1"))
    parts = ["curl", '-H "Authorization: Bearer $TOKEN"']
    if operation["method"] == "POST":
        parts.append("-X POST")
    if operation["body"]:
        fields = ", ".join(
            f'"{field["name"]}": "…"' for field in operation["body"] if field["is_required"]
        )
        parts += ['-H "Content-Type: application/json"', f"-d '{{{fields}}}'"]
    return {**operation, "command": " ".join([*parts, place])}
