"""The shared world is what its picture says."""

from tests.world import ROLES


def test_world_has_one_grant_per_role(world):
    assert [world.grant(role).department.code for role in ROLES] == [
        "CITY", "BUREAU", "DIVISION", "BUREAU", "CITY", "CITY",
    ]  # fmt: skip


def test_lineage_runs_from_the_root(world):
    assert world.division.lineage == [world.city.pk, world.bureau.pk, world.division.pk]
    assert world.division.level == 3
