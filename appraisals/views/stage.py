"""Who a session acts as in a rehearsal, and the addresses that are played on its stage.

On the stage `request.user` is the person who is acted as, with his roles within the branch, and
every row that is read or written is one of the rehearsal. All other addresses, and the pages of
errors, go on as whoever has signed in. Rules: docs/appraisals.md, Y32 and Y33.
"""

from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest

from appraisals.models import AppraisalCycle
from appraisals.queries.rehearsals import cast_of, confined
from audit.rehearsing import on_stage
from departments.models import User

KEY = "rehearsal"  # of the session


@dataclass(frozen=True, slots=True)
class Acting:
    """What a request does in a rehearsal: `actor` has signed in, `person` is who he acts as."""

    rehearsal: AppraisalCycle
    actor: User
    person: User


def begin(request, rehearsal, person):
    request.session[KEY] = [rehearsal.pk, person.pk, request.user.pk]
    forget(request)


def leave(request):
    request.session.pop(KEY, None)
    forget(request)


def forget(request):
    """What this request knew of whom it acts as holds no more."""
    if hasattr(request, "acting"):
        del request.acting


def acting_of(request: HttpRequest) -> Acting | None:
    """Whom this session acts as; None for nobody, asked once for each request.

    It ends by itself when the rehearsal has ended, when whoever has signed in does not keep the
    branch any more, and when the person has no part in it any more.
    """
    if not hasattr(request, "acting"):
        request.acting = asked(request)
    return request.acting


def asked(request):
    # What is refused before the session is read has none.
    kept = request.session.get(KEY) if hasattr(request, "session") else None
    if kept is None or not request.user.is_authenticated:
        return None
    rehearsal, person, actor = kept
    found = None
    if request.user.pk == actor:
        rows = AppraisalCycle.rehearsals.kept_by(request.user).running()
        found = rows.select_related("department", "cycle").filter(pk=rehearsal).first()
    if found is not None:
        with on_stage(found.pk, actor):
            who = cast_of(found, request.user).filter(pk=person).select_related("person").first()
        if who is not None:
            return Acting(found, request.user, confined(who, found.department))
    request.session.pop(KEY)
    return None


def really(request):
    """Who has signed in, whomever he acts as."""
    acting = getattr(request, "acting", None)
    return acting.actor if acting else request.user


def staged(patterns):
    """These addresses, each played on the stage of the rehearsal that a session is in."""
    for pattern in patterns:
        pattern.callback = played(pattern.callback)
    return patterns


def played(view):
    @wraps(view)
    def on_its_stage(request, *args, **kwargs):
        acting = acting_of(request)
        if acting is None:
            return view(request, *args, **kwargs)
        request.user = acting.person
        try:
            with on_stage(acting.rehearsal.pk, acting.actor.pk):
                answer = view(request, *args, **kwargs)
                # Written while the stage stands: what comes later would read real rows.
                if hasattr(answer, "render"):
                    answer.render()
                if answer.streaming:
                    raise RuntimeError("what is streamed would be read after the stage is gone")
                return answer
        finally:
            request.user = acting.actor

    return on_its_stage
