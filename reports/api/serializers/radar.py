"""Signals of the radar, read only."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from indicators.models import Signal
from reports.api.fields import Number
from reports.api.serializers.plans import DepartmentRef, IndicatorRef


class SignalSerializer(serializers.ModelSerializer):
    """A request to look, with the figures of its test. It changes no score."""

    department = DepartmentRef(read_only=True)
    indicator = IndicatorRef(read_only=True, allow_null=True)
    cycle = serializers.CharField(source="cycle.name", read_only=True)
    p_value = Number(allow_null=True)
    observed = Number(allow_null=True)
    compared = Number(allow_null=True)
    limit = Number(allow_null=True)
    evidence = serializers.CharField(
        read_only=True, help_text=_("The window of figures; a second look at it adds nothing")
    )

    class Meta:
        model = Signal
        fields = [
            "id", "kind", "state", "department", "indicator", "cycle", "run", "evidence",
            "starts_on", "ends_on", "n", "hits", "p_value", "observed", "compared", "limit",
            "reply_due_on", "reason", "found_at", "closed_at",
        ]  # fmt: skip
        read_only_fields = fields
