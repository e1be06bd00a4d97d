"""Addresses of performance agreements."""

from django.urls import path

from appraisals.views import agreements, printing

patterns = [
    path("my/plan/", agreements.my_plan, name="my-plan"),
    path("agreements/<int:pk>/", agreements.plan, name="plan"),
    path("agreements/<int:pk>/start/", agreements.start, name="plan-start"),
    path("agreements/<int:pk>/edit/", agreements.edit, name="plan-edit"),
    path("agreements/<int:pk>/renew/", agreements.renew, name="plan-renew"),
    path("agreements/<int:pk>/step/", agreements.step, name="plan-step"),
    path("agreements/<int:pk>/amend/", agreements.amend, name="plan-amend"),
    path("agreements/<int:pk>/print/", agreements.sheet, name="plan-print"),
    path("agreements/<int:pk>/agreement.pdf", printing.agreement_pdf, name="plan-pdf"),
]
