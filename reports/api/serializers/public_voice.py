"""Closed cases, receipts, and ratings in the shape in which platforms exchange them."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from feedback.models import Outcome, Rating, Stage
from feedback.models.ratings import LONGEST_TEXT
from feedback.services.case_files import LONGEST_NUMBER
from feedback.services.cases import MOST as MOST_RECEIPTS
from feedback.services.other_doors import LONGEST_NUMBER as LONGEST_EXTERNAL
from reports.api.bulk import MOST
from reports.api.serializers.plans import DepartmentRef


class CaseSerializer(serializers.Serializer):
    place = serializers.CharField(max_length=20, help_text=_("Code of the place"))
    case = serializers.CharField(
        max_length=LONGEST_NUMBER,
        help_text=_("Number of the case: kept as a keyed digest, never given back"),
    )
    closed_on = serializers.DateField(input_formats=["%Y-%m-%d"])

    def validate_closed_on(self, day):
        if day > timezone.localdate():
            message = gettext("%(day)s has not come yet.") % {"day": day.isoformat()}
            raise serializers.ValidationError(message)
        return day


class CasesSerializer(serializers.Serializer):
    cases = CaseSerializer(many=True, max_length=MOST)


class RowResultSerializer(serializers.Serializer):
    row = serializers.IntegerField(help_text=_("Its place in the list, from 0"))
    status = serializers.IntegerField(help_text=_("201 new, 200 known already, else refused"))
    problem = serializers.DictField(required=False)


class BulkSerializer(serializers.Serializer):
    new = serializers.IntegerField()
    known = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = RowResultSerializer(many=True)


class MintSerializer(serializers.Serializer):
    place = serializers.CharField(max_length=20, help_text=_("Code of the place"))
    number = serializers.IntegerField(min_value=1, max_value=MOST_RECEIPTS)


class ReceiptsSerializer(serializers.Serializer):
    place = serializers.CharField()
    expires_on = serializers.DateField(help_text=_("The last day"))
    receipts = serializers.ListField(
        child=serializers.CharField(), help_text=_("Codes; they stand in this answer only")
    )


class ForeignSerializer(serializers.Serializer):
    """One rating as another page tells it."""

    number = serializers.CharField(
        max_length=LONGEST_EXTERNAL, help_text=_("Number of the rating there, not of the case")
    )
    service = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text=_("Code of the service")
    )
    place = serializers.CharField(
        max_length=20, required=False, allow_blank=True,
        help_text=_("Code of the place, where it is known"),
    )  # fmt: skip
    stage = serializers.ChoiceField(Stage.choices, required=False, allow_blank=True)
    value = serializers.IntegerField(help_text=_("As the stream counts"))
    day = serializers.DateField(input_formats=["%Y-%m-%d"])
    outcome = serializers.ChoiceField(Outcome.choices, required=False, allow_blank=True)
    reasons = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, max_length=20
    )
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    is_default = serializers.BooleanField(
        required=False, help_text=_("Set by that page because nobody said anything")
    )


class ForeignsSerializer(serializers.Serializer):
    stream = serializers.CharField(max_length=40, help_text=_("Code of the stream"))
    ratings = ForeignSerializer(many=True, max_length=MOST)


class RatingSerializer(serializers.ModelSerializer):
    """A released rating. Its text is left out: it goes through the desk first."""

    number = serializers.SerializerMethodField(help_text=_("There, or here when it is ours"))
    stream = serializers.CharField(source="stream.code")
    kind = serializers.CharField(source="stream.kind")
    service = serializers.CharField(source="point.service.code")
    department = DepartmentRef(source="point.service.department", read_only=True)
    place = serializers.CharField(source="point.code")
    stage = serializers.CharField(source="point.stage")
    channel = serializers.CharField(source="point.channel")
    scale = serializers.CharField(source="scale.__str__", help_text=_("Code and version"))
    day = serializers.DateField(source="rated_on")
    released_on = serializers.DateField(source="release.released_on")
    release = serializers.IntegerField(source="release.number")

    class Meta:
        model = Rating
        fields = [
            "number", "stream", "kind", "service", "department", "place", "stage", "channel",
            "scale", "value", "day", "outcome", "reasons", "is_default", "state", "release",
            "released_on",
        ]  # fmt: skip
        read_only_fields = fields

    def get_number(self, row) -> str:
        return row.external or str(row.pk)
