"""Addresses from strategy to post, of costs and of who is reached."""

from django.urls import path

from indicators.views import (
    breakdowns,
    carriers,
    cascade,
    costs,
    objectives,
    owners,
    requirements,
    rollups,
)

strategy_patterns = [
    path("strategy/", cascade.cascade_page, name="cascade"),
    path("strategy/objectives/add/", objectives.objective_add, name="objective-add"),
    path("strategy/objectives/<int:pk>/", objectives.objective, name="objective"),
    path("strategy/objectives/<int:pk>/edit/", objectives.objective_edit, name="objective-edit"),
    path("strategy/objectives/<int:pk>/move/", objectives.objective_move, name="objective-move"),
    path("strategy/objectives/<int:pk>/close/", objectives.objective_close, name="objective-close"),
    path(
        "strategy/objectives/<int:pk>/reopen/", objectives.objective_reopen,
        name="objective-reopen",
    ),
    path("strategy/plans/", objectives.plans, name="plan-periods"),
    path("strategy/plans/add/", objectives.plan_add, name="plan-add"),
    path("strategy/rollups/", rollups.rollup_list, name="rollups"),
    path("strategy/rollups/<int:cycle>/<int:department>/", rollups.rollup, name="rollup"),
    path("strategy/kpis/<int:pk>/", carriers.carriers, name="carriers"),
    path("strategy/kpis/<int:pk>/add/", carriers.carrier_add, name="carrier-add"),
    path("strategy/carriers/<int:pk>/", carriers.carrier, name="carrier"),
    path("strategy/carriers/<int:pk>/end/", carriers.carrier_end, name="carrier-end"),
    path("strategy/requirements/", requirements.requirement_list, name="requirements"),
    path("strategy/requirements/add/", requirements.requirement_add, name="requirement-add"),
    path("strategy/requirements/<int:pk>/", requirements.requirement, name="requirement"),
    path(
        "strategy/requirements/<int:pk>/<slug:step>/", requirements.requirement_step,
        name="requirement-step",
    ),
    path("strategy/owners/", owners.owners, name="owners"),
    path("kpis/costs/<path:department>/<str:indicator>/", costs.cost, name="cost"),
    path("kpis/breakdowns/<int:pk>/", breakdowns.breakdown, name="breakdown"),
    path("kpis/groups/", breakdowns.dimensions, name="dimensions"),
    path("kpis/groups/add/", breakdowns.dimension_add, name="dimension-add"),
]  # fmt: skip
