"""Migrating an empty database in a third of the time: for the demo and for tests.

For every new model Django renders again all models that hang together with it, and here nearly all
do: most of the time of a first migration goes there. A new model changes nothing in the others
but what they know of being referred to, and no migration asks for that. `make lint` compares the
database that comes out with one that Django makes alone. What serves the public is migrated by
Django alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.core.management import call_command
from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def new_models_alone() -> Iterator[None]:
    """Within it, a new model is rendered and none of those that it refers to."""

    def add_model(state: ProjectState, model: ModelState) -> None:
        key = model.app_label, model.name_lower
        state.models[key] = model
        if state._relations is not None:  # type: ignore[attr-defined]  # noqa: SLF001 -- as its own
            state.resolve_model_relations(key)
        if "apps" in state.__dict__:
            state.apps.render_multiple([model])

    with mock.patch.object(ProjectState, "add_model", add_model):
        yield


def migrate_quickly() -> None:
    with new_models_alone():
        call_command("migrate", verbosity=0, interactive=False)
