"""Each finding in words, for the command and the page."""

from django.utils.translation import gettext_lazy as _

from audit.verification import Finding

WORDS = {
    "entry-missing": _("Entry %(entry)s was sealed in seal %(seal)s and is gone."),
    "entry-details": _("The details of entry %(entry)s were changed after it was written."),
    "entry-digest": _(
        "The details or the digest of entry %(entry)s were changed after seal %(seal)s."
    ),
    "entry-changed": _(
        "Entry %(entry)s was changed after seal %(seal)s: its time, actor, verb or target, "
        "or its details together with their digest."
    ),
    "entry-twice": _("Entry %(entry)s is sealed or queued more than once."),
    "entry-unqueued": _(
        "Entry %(entry)s is neither sealed nor queued: it was put in, or its queue row taken out, "
        "past the triggers."
    ),
    "queue-orphan": _("The queue names entry %(entry)s, which is gone."),
    "seal-missing": _("Seal %(seal)s is gone; a later one is there."),
    "seal-leaves": _("The leaves of seal %(seal)s do not give its root."),
    "seal-changed": _("Seal %(seal)s was changed: its hash does not follow from its content."),
    "seal-chain": _("Seal %(seal)s does not continue the seal before it."),
    "seal-head": _("Seal %(seal)s differs from its head kept outside the database."),
    "seals-cut-off": _(
        "The heads kept outside know seal %(seal)s, the database does not: "
        "its end was cut off, or an old copy was put back."
    ),
    # Notices: told, and decide nothing.
    "heads-missing": _("There is no file of heads: an old copy of the database cannot be noticed."),
    "heads-incomplete": _("The file of heads does not know seal %(seal)s."),
    "heads-spoilt": _("The file of heads has a line that cannot be read, near seal %(seal)s."),
    "heads-order": _("The file of heads names seal %(seal)s again or out of order."),
    "entry-late": _(
        "Entry %(entry)s is dated more than a day before the seal that precedes its own."
    ),
    "clock-set-back": _("Seal %(seal)s is dated before the one it continues: the clock was set."),
}


def words(finding: Finding) -> str:
    """The sentence that names the place."""
    return str(WORDS[finding.code] % {"seal": finding.seal, "entry": finding.entry})
