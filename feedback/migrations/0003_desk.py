"""Contacts of raters, tickets over bad ratings, decisions on what is held. docs/rectification.md."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

# A contact enters through one function, like a rating: a portal needs no right on any table. `ask`
# changes nothing, `keep` seals it in or replaces it, `drop` forgets it. Answers: there, none, late (the
# rating was released) and NULL (no rating has this code and number).
CONTACT = """
CREATE FUNCTION feedback_contact(
    its_check bytea, its_id uuid, its_deed text, its_sealed bytea
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    was feedback_rating%ROWTYPE;
BEGIN
    IF its_deed = 'ask' THEN
        RETURN (SELECT CASE WHEN c.sealed IS NULL THEN 'none' ELSE 'there' END
                  FROM feedback_rating r LEFT JOIN feedback_contact c ON c.rating_id = r.id
                 WHERE r.check_code = its_check AND r.id = its_id);
    END IF;
    SELECT * INTO was FROM feedback_rating
     WHERE check_code = its_check AND id = its_id FOR UPDATE;
    IF was.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF was.state NOT IN ('kept', 'held') THEN
        RETURN 'late';
    END IF;
    IF its_deed = 'drop' THEN
        DELETE FROM feedback_contact WHERE rating_id = was.id AND erased_on IS NULL;
        RETURN 'none';
    END IF;
    INSERT INTO feedback_contact (rating_id, sealed) VALUES (was.id, its_sealed)
    ON CONFLICT (rating_id) DO UPDATE SET sealed = excluded.sealed;
    RETURN 'there';
END $$;

-- The public key that seals contacts: the pair that is given becomes the pair of the house when
-- there is none. Without one given it only answers.
CREATE FUNCTION feedback_contact_key(its_public bytea, its_private bytea)
RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF its_public IS NOT NULL THEN
        INSERT INTO feedback_contactkey (id, public_key, private_key)
        VALUES (1, its_public, its_private) ON CONFLICT DO NOTHING;
    END IF;
    RETURN (SELECT public_key FROM feedback_contactkey);
END $$;

-- What a rater thinks of the answer, once. Answers: said, used (something else was said before), early
-- (there is no answer yet), and NULL (no rating has this code).
CREATE FUNCTION feedback_answer(its_check bytea, its_handling text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    was feedback_ticket%ROWTYPE;
BEGIN
    SELECT t.* INTO was FROM feedback_ticket t JOIN feedback_rating r ON r.id = t.rating_id
     WHERE r.check_code = its_check FOR UPDATE OF t;
    IF was.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF was.handling <> '' THEN
        RETURN CASE WHEN was.handling = its_handling THEN 'said' ELSE 'used' END;
    END IF;
    IF was.reply = '' OR was.ending = 'excluded' THEN
        RETURN 'early';
    END IF;
    UPDATE feedback_ticket SET handling = its_handling, version = version + 1 WHERE id = was.id;
    RETURN 'said';
END $$;
REVOKE ALL ON FUNCTION feedback_contact, feedback_contact_key, feedback_answer FROM PUBLIC;
"""
NO_CONTACT = """
DROP FUNCTION feedback_answer;
DROP FUNCTION feedback_contact_key;
DROP FUNCTION feedback_contact;
"""

# What was done about a rating stays; a text that was published may be taken back.
FENCES = """
CREATE TRIGGER ticket_event_stays BEFORE UPDATE OR DELETE ON feedback_ticketevent
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER call_back_stays BEFORE UPDATE OR DELETE ON feedback_callback
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER we_did_stays BEFORE UPDATE ON feedback_wedid
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER ticket_is_never_deleted BEFORE DELETE ON feedback_ticket
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER proposal_is_never_deleted BEFORE DELETE ON feedback_exclusionproposal
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER proposal_stays_decided BEFORE UPDATE ON feedback_exclusionproposal
    FOR EACH ROW WHEN (OLD.state IN ('agreed', 'refused')) EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER contact_stays_erased BEFORE UPDATE ON feedback_contact
    FOR EACH ROW WHEN (OLD.erased_on IS NOT NULL) EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER contact_key_stays BEFORE UPDATE OR DELETE ON feedback_contactkey
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
CREATE FUNCTION feedback_ticket_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.rating_id, OLD.opened_on) IS DISTINCT FROM (NEW.rating_id, NEW.opened_on)
       OR (OLD.handling <> '' AND NEW.handling <> OLD.handling)
       OR (OLD.is_reopened AND NOT NEW.is_reopened) THEN
        RAISE EXCEPTION 'what the rater said of the answer stays, and a ticket opens again once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ticket_fence BEFORE UPDATE ON feedback_ticket
    FOR EACH ROW EXECUTE FUNCTION feedback_ticket_fence();
"""
NO_FENCES = """
DROP TRIGGER ticket_fence ON feedback_ticket;
DROP FUNCTION feedback_ticket_fence();
DROP TRIGGER contact_key_stays ON feedback_contactkey;
DROP TRIGGER contact_stays_erased ON feedback_contact;
DROP TRIGGER proposal_stays_decided ON feedback_exclusionproposal;
DROP TRIGGER proposal_is_never_deleted ON feedback_exclusionproposal;
DROP TRIGGER ticket_is_never_deleted ON feedback_ticket;
DROP TRIGGER we_did_stays ON feedback_wedid;
DROP TRIGGER call_back_stays ON feedback_callback;
DROP TRIGGER ticket_event_stays ON feedback_ticketevent;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0002_public_voice"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldRating",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("feedback.rating",),
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "rating",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="contact",
                        serialize=False,
                        to="feedback.rating",
                    ),
                ),
                ("sealed", models.BinaryField(max_length=560, null=True)),
                ("erased_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("erased_on__isnull", False), ("sealed", None)),
                            models.Q(("erased_on", None), ("sealed__isnull", False)),
                            _connector="OR",
                        ),
                        name="contact_sealed_until_erased",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sealed", None),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Length("sealed"), 560
                            ),
                            _connector="OR",
                        ),
                        name="contact_of_one_size",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ContactKey",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("public_key", models.BinaryField(max_length=32)),
                ("private_key", models.BinaryField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="contact_key_one")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rating",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ticket",
                        to="feedback.rating",
                    ),
                ),
                ("opened_on", models.DateField()),
                ("contact_by", models.DateField()),
                ("rectify_by", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "not looked at yet"),
                            ("taken", "somebody looks at it"),
                            ("classified", "judged"),
                            ("acted", "something was done"),
                            ("replied", "answered"),
                            ("closed", "closed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reasonable", "reasonable: put right now"),
                            ("complex", "complex: into the ledger of problems, with a day"),
                            ("no_basis", "no basis in law: explain"),
                            ("mis_rated", "not about this service, or no honest rating"),
                        ],
                        max_length=10,
                    ),
                ),
                ("finding", models.CharField(blank=True, max_length=2000)),
                ("later_by", models.DateField(null=True)),
                ("deed", models.CharField(blank=True, max_length=2000)),
                ("reply", models.CharField(blank=True, max_length=2000)),
                ("replied_on", models.DateField(null=True)),
                (
                    "handling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "Satisfied"),
                            ("fairly", "Fairly satisfied"),
                            ("not", "Not satisfied"),
                        ],
                        max_length=9,
                    ),
                ),
                ("is_reopened", models.BooleanField(default=False)),
                ("closed_on", models.DateField(null=True)),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "answered"),
                            ("excluded", "the rating does not count"),
                        ],
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["rectify_by"],
                        name="ticket_not_closed",
                    ),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["owner"],
                        name="ticket_of_an_owner",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["open", "taken", "classified", "acted", "replied", "closed"],
                            )
                        ),
                        name="ticket_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["reasonable", "complex", "no_basis", "mis_rated", ""])
                        ),
                        name="ticket_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("handling__in", ["satisfied", "fairly", "not", ""])),
                        name="ticket_handling",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ending__in", ["answered", "excluded", ""])),
                        name="ticket_ending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("owner", None), ("state", "open")),
                            ("state", "closed"),
                            ("owner__isnull", False),
                            _connector="OR",
                        ),
                        name="ticket_has_an_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["classified", "acted", "replied"]), _negated=True
                            ),
                            models.Q(("kind", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ticket_is_judged",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "complex"),
                                ("later_by__isnull", False),
                                models.Q(("finding", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "complex"), _negated=True), ("later_by", None)
                            ),
                            _connector="OR",
                        ),
                        name="ticket_later_when_complex",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "acted"), _negated=True),
                            models.Q(("deed", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ticket_says_what_was_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "replied"), _negated=True),
                                models.Q(("ending", "answered"), _negated=True),
                            ),
                            models.Q(
                                models.Q(("reply", ""), _negated=True),
                                ("replied_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_is_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handling", ""),
                            models.Q(("reply", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ticket_handling_of_a_reply",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_reopened", False), ("handling", "not"), _connector="OR"
                        ),
                        name="ticket_reopened_by_its_rater",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", False),
                                ("state", "closed"),
                                models.Q(("ending", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_on", None),
                                ("ending", ""),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_ends_once_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="feedback.ticket",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("objective", "proposal for an objective"),
                            ("improvement", "action of improvement"),
                            ("training", "training"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="what is to be done")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_on", models.DateField(verbose_name="by when")),
                (
                    "objective",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.objective",
                    ),
                ),
                ("done_on", models.DateField(null=True)),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=500, verbose_name="what came of it"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_on", None)),
                        fields=["due_on"],
                        name="follow_up_to_do",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["objective", "improvement", "training"])),
                        name="follow_up_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="follow_up_says_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on", None), ("outcome", "")),
                            models.Q(
                                ("done_on__isnull", False), models.Q(("outcome", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_done_with_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("objective", None),
                            models.Q(("done_on__isnull", False), ("kind", "objective")),
                            _connector="OR",
                        ),
                        name="follow_up_objective_of_a_proposal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_backs",
                        to="feedback.ticket",
                    ),
                ),
                ("is_reached", models.BooleanField()),
                ("is_second", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("day", models.DateField()),
            ],
            options={
                "ordering": ["id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="TicketEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="feedback.ticket",
                    ),
                ),
                ("step", models.CharField(max_length=12)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("day", models.DateField()),
                ("note", models.CharField(blank=True, max_length=2000)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="WeDid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="we_did",
                        to="feedback.ticket",
                    ),
                ),
                (
                    "text_en",
                    models.CharField(blank=True, max_length=2000, verbose_name="in English"),
                ),
                (
                    "text_zh",
                    models.CharField(blank=True, max_length=2000, verbose_name="in Chinese"),
                ),
                ("quote", models.CharField(blank=True, max_length=500)),
                ("findings", models.JSONField(default=list)),
                ("confirmed_because", models.CharField(blank=True, max_length=500)),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text_en", ""), _negated=True),
                            models.Q(("text_zh", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="we_did_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("findings", []),
                            models.Q(("confirmed_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="we_did_findings_confirmed",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ExclusionProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="feedback.rating",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("mistake", "the rater says it was a mistake"),
                            ("malicious", "malicious, decided by two people"),
                            ("forged", "forged or bought"),
                            ("duplicate", "the same opinion again"),
                            ("off_topic", "about another service"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("explanation", models.CharField(max_length=500, verbose_name="explanation")),
                (
                    "confirmed",
                    models.CharField(
                        blank=True,
                        choices=[("code", "by his check code"), ("call", "when he was called")],
                        max_length=4,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for supervision"),
                            ("second", "waits for a second person"),
                            ("agreed", "left out"),
                            ("refused", "refused"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_on", models.DateField(null=True)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                ["mistake", "malicious", "forged", "duplicate", "off_topic"],
                            )
                        ),
                        name="exclusion_proposal_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "second", "agreed", "refused"])
                        ),
                        name="exclusion_proposal_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed__in", ["code", "call", ""])),
                        name="exclusion_proposal_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("explanation", ""), _negated=True),
                        name="exclusion_proposal_explained",
                        violation_error_message="Say why.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "second"])),
                        fields=("rating",),
                        name="exclusion_proposal_one_open",
                        violation_error_message="A proposal about this rating waits already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by", None),
                                ("decided_on", None),
                                ("state__in", ["waiting", "second"]),
                            ),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                ("state__in", ["agreed", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="exclusion_proposal_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "second"), _negated=True),
                            ("first_by__isnull", False),
                            _connector="OR",
                        ),
                        name="exclusion_proposal_second_has_a_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "malicious"), ("state", "agreed"), _negated=True),
                            models.Q(
                                ("first_by__isnull", False),
                                models.Q(("first_by", models.F("decided_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exclusion_proposal_malice_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "mistake"), ("state", "agreed"), _negated=True),
                            models.Q(("confirmed", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="exclusion_proposal_mistake_confirmed",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.RunSQL(CONTACT, NO_CONTACT),
        migrations.RunSQL(FENCES, NO_FENCES),
    ]
