"""Score runs: see them, ask for one, stop one."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.reverse import reverse

from indicators.models import Cycle, ScoreRun
from indicators.services import runs
from reports.api import filters
from reports.api.base import ApiViewSet, reading
from reports.api.permissions import HasScope, MayDo
from reports.api.serializers.scores import (
    RequestRunSerializer,
    RunDetailSerializer,
    RunSerializer,
)
from reports.api.views.values import found
from reports.api.writing import KEY, Answer, answered
from reports.models import Scope


@reading(_("The score runs, newest first."), _("One score run: its state, counts and hashes."))
class RunViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """A run scores a cycle as it stood at one moment; once done it never changes."""

    queryset = ScoreRun.objects.none()
    serializer_class = RunSerializer
    filterset_class = filters.RunFilter
    permission_classes = [IsAuthenticated, HasScope, MayDo]
    read_scope = Scope.READ_SCORES
    write_scope = Scope.WRITE_RUNS
    write_roles = ("office",)
    page_order = ("-id",)

    def get_queryset(self):
        return ScoreRun.objects.visible_to(self.request.user).for_list().defer("pins")

    def get_serializer_class(self):
        return RunSerializer if self.action == "list" else RunDetailSerializer

    @extend_schema(
        summary=_("Ask for a run. It is carried out in the background."),
        request=RequestRunSerializer,
        parameters=[KEY],
        responses={201: RunDetailSerializer},
    )
    def create(self, request):
        """Ask for a run. It is carried out in the background: look at its `state`."""
        body = RequestRunSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return answered(request, lambda: self.ask(**body.validated_data))

    def ask(self, cycle, as_of=None):
        user = self.request.user
        row = found("cycle", Cycle.objects.visible_to(user).filter(name=cycle))
        run = runs.request_run(row, as_of=as_of, by=user)
        location = reverse("api:score-run-detail", [run.pk], request=self.request)
        return Answer(201, self.get_serializer(run).data, location)

    @extend_schema(
        summary=_("Stop a run that waits or works."),
        request=None,
        parameters=[KEY],
        responses=RunDetailSerializer,
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Stop a run that waits or works. One that has ended is 409."""
        run = self.get_object()

        def stop():
            runs.cancel_run(run, by=request.user)
            return Answer(200, self.get_serializer(self.get_queryset().get(pk=run.pk)).data)

        return answered(request, stop)
