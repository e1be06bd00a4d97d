"""What a sample says, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import sampling
from indicators.models.verification import Controls, Verdict


def counts_of(row):
    """The numbers of a sample read `for_list`."""
    return sampling.Counts(row.drawn, row.verified, row.rejected, row.cannot_verify)


def category_of(row):
    return sampling.category(
        counts_of(row), strong_controls=row.controls == Controls.STRONG, tolerance=row.tolerance
    )


def category_words(code):
    return {
        sampling.CERTIFIED: _("Certified"),
        sampling.QUALIFIED: _("Certified with qualifications"),
        sampling.PREVENTED: _("Factors prevented certification"),
        sampling.INACCURATE: _("Inaccurate"),
    }.get(code, "")


def verdict_words(code):
    return Verdict(code).label if code else ""


def tolerance_words(row):
    return f"{row.tolerance.normalize():f}"


def result_sentence(row):
    """The category once all is checked; before that, how far the work is."""
    counts = counts_of(row)
    if code := category_of(row):
        return category_words(code)
    if not counts.checked:
        text = ngettext("%(n)s value to check", "%(n)s values to check", counts.size)
        return text % {"n": counts.size}
    return _("%(n)s of %(all)s values checked") % {"n": counts.checked, "all": counts.size}


def sample_lead(row):
    """n checked, of these so many verified, rejected and beyond verification."""
    counts = counts_of(row)
    text = _(
        "%(n)s checked: %(verified)s verified within ±%(tolerance)s%%, %(rejected)s rejected, "
        "%(cannot)s cannot be verified."
    )
    return text % {
        "n": counts.checked, "verified": counts.verified, "rejected": counts.rejected,
        "cannot": counts.cannot_verify, "tolerance": tolerance_words(row),
    }  # fmt: skip


def where(row):
    return f"{row.cycle.name} · {row.period.label}" if row.period else row.cycle.name


def sample_row(row):
    counts = counts_of(row)
    return {
        "sample": row, "where": where(row), "counts": counts,
        "category": category_words(category_of(row)),
        "words": _("%(n)s of %(all)s") % {"n": counts.checked, "all": counts.size},
    }  # fmt: skip


def sample_facts(row):
    person = getattr(row.drawn_by, "person", None)
    drawn_by = person.title if person else row.drawn_by.get_username()
    rows = [
        (_("Department"), row.department.title),
        (_("Cycle"), where(row)),
        (_("Controls"), row.get_controls_display()),
        (_("Asked for"), row.size),
        (_("Could be drawn"), f"{row.frame_count:,}"),
        (_("Seed"), row.seed),
        (_("Drawn by"), drawn_by),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def redraw(row):
    """How anybody orders the frame by the seed: the smallest hashes were drawn."""
    return f"SHA-256({row.seed}:{row.frame_sha256}:ID)"
