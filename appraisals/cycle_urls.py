"""Setting up and running cycles of appraisal."""

from django.urls import path

from appraisals.views import clocks, cycles, participants, phases

patterns = [
    path("appraisals/cycles/", cycles.cycle_list, name="cycles"),
    path("appraisals/cycles/add/", cycles.cycle_add, name="cycle-add"),
    path("appraisals/cycles/<int:pk>/", cycles.cycle, name="cycle"),
    path("appraisals/cycles/<int:pk>/edit/", cycles.cycle_edit, name="cycle-edit"),
    path("appraisals/cycles/<int:pk>/phases/", phases.phase_dates, name="phases"),
    path("appraisals/cycles/<int:pk>/people/", participants.participants, name="participants"),
    path("appraisals/cycles/<int:pk>/clocks/", clocks.clocks, name="clocks"),
    path("appraisals/cycles/<int:pk>/enrol/", participants.enrol, name="enrol"),
    path("appraisals/cycles/<int:pk>/launch/", cycles.cycle_launch, name="launch"),
    path("appraisals/cycles/<int:pk>/archive/", cycles.cycle_archive, name="archive"),
    path("appraisals/phases/<int:pk>/step/", phases.phase_step, name="phase-step"),
    path("appraisals/phases/<int:pk>/move/", phases.phase_move, name="phase-move"),
    path("appraisals/phases/<int:pk>/reopen/", phases.phase_reopen, name="phase-reopen"),
    path("appraisals/part/<int:pk>/", participants.participant, name="participant"),
    path("appraisals/part/<int:pk>/exclude/", participants.exclude, name="exclude"),
    path("appraisals/part/<int:pk>/include/", participants.include, name="include"),
    path("appraisals/part/<int:pk>/superior/", participants.superior, name="superior"),
]
