"""What printed forms of a result say, for whom: only what the reader may see on a page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisals.forms.self_assessments import level_words
from appraisals.models import (
    Appraisal,
    CycleKind,
    DevelopmentPlan,
    Evaluation,
    FeedbackMeeting,
    Grade,
    GradeStage,
    MissedBecause,
    SectionAnswer,
    SelfAssessment,
    Source,
    Subject,
)
from appraisals.views import result_words as words
from departments.models import Appointment
from indicators.views.plan_words import day_of, joined, person_of, plain


@dataclass(frozen=True, slots=True)
class Reading:
    """One result as `user` may read it: rows that he may not see are not in it."""

    user: Any
    row: Any
    notice: Any
    handed_in: Any
    answers: list[Any]
    evaluation: Any
    proposed: Any
    meeting: Any
    plan: Any
    contested: bool


def reading_of(user, row, notices):
    handed_in = SelfAssessment.objects.visible_to(user).handed_in().filter(appraisal=row).first()
    answers = SectionAnswer.objects.visible_to(user).filter(self_assessment=handed_in)
    evaluations = Evaluation.objects.visible_to(user).handed_in().filter(appraisal=row)
    plans = DevelopmentPlan.objects.visible_to(user).filter(appraisal=row)
    return Reading(
        user=user,
        row=row,
        notice=notices[0],
        handed_in=handed_in,
        answers=list(answers.pinned()) if handed_in else [],
        evaluation=evaluations.for_list().filter(source=Source.SUPERIOR).first(),
        proposed=proposed_by_superior(user, row, notices),
        meeting=FeedbackMeeting.objects.visible_to(user).filter(appraisal=row).first(),
        plan=plans.prefetch_related("actions").first(),
        contested=row.appeals.open().exists(),
    )


def proposed_by_superior(user, row, notices):
    """The superior's grade, where the reader may read grades or was told this one."""
    seen = Grade.objects.visible_to(user).filter(appraisal=row, stage=GradeStage.INITIAL).last()
    said = [one.grade for one in notices if one.grade_id and one.grade.stage == GradeStage.INITIAL]
    return seen or next(iter(said), None)


def registration(user, row, notices):
    """The record of the appraisal, block by block (年度考核登记表)."""
    read = reading_of(user, row, notices)
    return {
        "title": registration_title(row),
        "subtitle": subtitle(row),
        "running": f"{row.title} · {row.unit.title} · {row.appraisal_cycle.title}",
        "facts": facts_of(user, row),
        "blocks": [
            block(_("Self-assessment"), self_assessed(read)),
            block(_("Superior’s comment and proposed grade"), superior_said(read)),
            block(_("Decision"), decided(read), seal=True),
            block(_("Opinion of the one appraised"), opinion(read)),
            block(_("Remarks"), remarks(read), signs=False),
        ],
    }


def registration_title(row):
    if row.subject == Subject.DEPARTMENT:
        return _("Appraisal record of a department")
    if row.appraisal_cycle.kind == CycleKind.ANNUAL:
        return _("Annual appraisal record")
    return _("Appraisal record")


def subtitle(row):
    cycle = row.appraisal_cycle
    return f"{cycle.department.title} · {cycle.title}"


def facts_of(user, row):
    """Pairs of label and value, an even number of them."""
    if row.subject == Subject.PERSON:
        found = [
            (pgettext("of a person", "Name"), row.title),
            (_("Staff number"), row.person.staff_number),
            (_("Department"), row.unit.title),
            (_("Post"), row.post.title if row.post else ""),
            (_("Category of the post"), row.get_category_display()),
            (_("In this post since"), in_post_since(user, row)),
        ]
    else:
        head = person_of(row.subject_user) if row.subject_user else ""
        found = [(_("Department"), row.title), (_("Code"), row.unit.code), (_("Head"), head)]
    found += [
        (_("Days counted"), f"{row.counts_from.isoformat()} – {row.counts_until.isoformat()}"),
        (pgettext("on a form", "Superior"), person_of(row.appraiser) if row.appraiser else ""),
    ]
    return [*found, ("", "")] if len(found) % 2 else found


def in_post_since(user, row):
    held = Appointment.objects.visible_to(user).filter(
        person=row.person, post=row.post, starts_on__lte=row.counts_until
    )
    last = held.order_by("-starts_on").first()
    return last.starts_on.isoformat() if last else ""


def block(name, said, *, signs=True, seal=False):
    """One row of the record."""
    lines = by_hand(_("Signature and seal") if seal else "") if signs else []
    return {"label": name, "entries": said, "signed": lines}


def by_hand(name=""):
    """Who signs on paper finds two lines for it."""
    return [line(name or pgettext("by hand", "Signature")), line(_("Date"))]


def pair(key, value):
    return _("%(key)s: %(value)s") % {"key": key, "value": value}


def line(name, value=""):
    return {"label": name, "value": value}


def entry(text, head="", meta=""):
    return {"head": head, "meta": meta, "text": text}


def self_assessed(read):
    """Section by section, for its author and for superiors who opened it. Rule A20."""
    if read.answers:
        day = _("Handed in by %(who)s on %(day)s, reference %(reference)s.") % {
            "who": person_of(read.handed_in.author), "day": day_of(read.handed_in.submitted_at),
            "reference": read.handed_in.reference,
        }  # fmt: skip
        return [*(answered(one) for one in read.answers), entry(day)]
    if read.handed_in:
        return [entry(_("Handed in, and not opened by a superior yet."))]
    known = Appraisal.objects.visible_to(read.user).with_self_assessment().get(pk=read.row.pk)
    if known.self_state in {"submitted", "opened"}:
        return [entry(_("Handed in. Its author and the superiors read it, and nobody else."))]
    return [entry(_("No self-assessment was handed in."))]


def answered(one):
    said = [weight_words(one.weight)]
    if one.rating:
        said.append(_("self-rating %(level)s") % {"level": level_words(one.rating)})
    return entry(one.text.strip() or _("No answer."), one.title, " · ".join(filter(None, said)))


def weight_words(weight):
    return _("weight %(weight)s") % {"weight": plain(weight)} if weight else ""


def superior_said(read):
    """His words and the grade that he proposed, as far as the reader may see them. Rule A21."""
    found = []
    if read.evaluation:
        found += [
            entry(text, head)
            for head, text in (
                (_("Strengths"), read.evaluation.strengths),
                (_("One thing to improve"), read.evaluation.improvement),
            )
            if text
        ]
    if read.notice.comment:
        found.append(entry(read.notice.comment, _("Comment in the notice")))
    if read.proposed:
        names = words.grade_names(read.row)
        found.append(
            entry(names.get(read.proposed.grade, read.proposed.grade), _("Proposed grade"))
        )
    if found:
        return found
    if is_own(read):
        return [entry(_("No comment in the notice. The superior’s own sheet is not read by the one "
                        "appraised."))]  # fmt: skip
    return [entry(_("Nothing was recorded."))]


def is_own(read):
    return read.row.subject_user_id == read.user.pk


def decided(read):
    """The grade as it was told, where it stands, from which score."""
    notice = read.notice
    found = [entry(words.sentence(read.row, notice), words.grade_word(read.row, notice))]
    if notice.grade_id:
        _rows, _foot, finding = words.parts_of(notice)
        grade = notice.grade
        said = {"how": grade.get_stage_display(), "day": day_of(grade.decided_at)}
        reason = grade.reason if grade.supersedes_id else ""
        found[0]["text"] = "\n".join(
            filter(None, [found[0]["text"], finding, _("On %(day)s %(how)s.") % said, reason])
        )
    told = _("Told by notice %(number)s of %(day)s.")
    found.append(entry(told % {"number": notice.number, "day": notice.issued_on.isoformat()}))
    return found


def opinion(read):
    """What the one appraised said of the notice; received is not agreed. Rule G6."""
    receipt = getattr(read.notice, "acknowledgement", None)
    if receipt is None:
        return [entry(_("Not acknowledged yet. To receive is not to agree."))]
    return [entry(receipt.opinion, receipt.get_stance_display(), day_of(receipt.at))]


def remarks(read):
    row, found = read.row, []
    if not row.is_graded:
        reason = joined(words.reason_of(row), row.excluded_note)
        found.append(entry(reason, _("Why no grade is given")))
    if read.contested:
        found.append(entry(_("This grade is under appeal.")))
    if read.meeting:
        found.append(entry(meeting_words(read.meeting), _("Meeting about the result")))
    if read.plan:
        found.append(entry(plan_words(read.plan), _("Development plan")))
    rights = [
        pair(one.get_step_display(), one.due_on.isoformat())
        for one in sorted(read.notice.rights.all(), key=lambda one: (one.due_on, one.step))
    ]
    if rights:
        found.append(entry("\n".join(rights), _("Rights and their last day")))
    return found or [entry(pgettext("remarks", "None."))]


def meeting_words(meeting):
    day = {"day": meeting.held_on.isoformat()}
    if meeting.is_closed and not meeting.unsigned_because:
        return _("Held on %(day)s and acknowledged by both sides.") % day
    if meeting.unsigned_because:
        held = _("Held on %(day)s; the one appraised did not sign.") % day
        return joined(held, meeting.unsigned_because)
    return _("Held on %(day)s, not acknowledged by both sides yet.") % day


def plan_words(plan):
    """The aim, what is done by when, and when it is looked at again."""
    actions = sorted(plan.actions.all(), key=lambda one: (one.due_on, one.pk))
    again = _("Looked at again on %(day)s.") % {"day": plan.follow_up_on.isoformat()}
    listed = [
        f"{one.due_on.isoformat()} · {one.what} · {one.get_state_display()}" for one in actions
    ]
    return "\n".join([plan.aim, *listed, again])


def cause_words(answer):
    return str(MissedBecause(answer.cause).label) if answer and answer.cause else ""
