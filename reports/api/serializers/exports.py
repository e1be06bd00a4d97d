"""Files made in the background."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.reverse import reverse

from reports.api.fields import HIGHEST
from reports.models import Export, ExportFormat, ExportWhat


class ExportSerializer(serializers.ModelSerializer):
    file = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = [
            "id", "run", "what", "format", "state", "requested_at", "finished_at", "size",
            "sha256", "failure", "file",
        ]  # fmt: skip
        read_only_fields = fields

    def get_file(self, export) -> str | None:
        """Where to fetch it, once it is done and while it is kept."""
        if not export.path:
            return None
        return reverse("api:export-file", [export.pk], request=self.context["request"])


class RequestExportSerializer(serializers.Serializer):
    run = serializers.IntegerField(min_value=1, max_value=HIGHEST, help_text=_("Number of the run"))
    what = serializers.ChoiceField(ExportWhat.choices, default="scores")
    format = serializers.ChoiceField(ExportFormat.choices)
