"""Bonus, deduction and veto lines: decided once, by somebody else, and never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import audit.models

LINE = "a decided line never changes. Propose another line that puts it right."
STAYS = f"""
CREATE FUNCTION indicators_adjustment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed indicators_adjustment := OLD;
BEGIN
    allowed.state := NEW.state; allowed.decided_by_id := NEW.decided_by_id;
    allowed.decided_at := NEW.decided_at; allowed.decision_note := NEW.decision_note;
    IF OLD.reply = '' THEN
        allowed.reply := NEW.reply; allowed.replied_by_id := NEW.replied_by_id;
        allowed.replied_at := NEW.replied_at;
    END IF;
    IF OLD.state <> 'proposed' OR allowed IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'UPDATE on indicators_adjustment is refused: {LINE}'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER adjustment_stays BEFORE UPDATE ON indicators_adjustment
    FOR EACH ROW EXECUTE FUNCTION indicators_adjustment_stays();
CREATE TRIGGER adjustment_no_delete BEFORE DELETE ON indicators_adjustment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{LINE}');
CREATE TRIGGER adjustment_no_truncate BEFORE TRUNCATE ON indicators_adjustment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{LINE}');
"""
GOES = """
DROP TRIGGER adjustment_stays ON indicators_adjustment;
DROP TRIGGER adjustment_no_delete ON indicators_adjustment;
DROP TRIGGER adjustment_no_truncate ON indicators_adjustment;
DROP FUNCTION indicators_adjustment_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_policy_packs_stay"),
        ("indicators", "0011_scoring_methods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("bonus", "Bonus"), ("deduction", "Deduction"), ("veto", "Veto")],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="points"
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cap", "The score counts up to a cap"),
                            ("fail", "The department fails"),
                        ],
                        max_length=4,
                        verbose_name="effect",
                    ),
                ),
                (
                    "cap_at",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=9,
                        null=True,
                        verbose_name="counts up to",
                    ),
                ),
                ("rule", models.CharField(max_length=300, verbose_name="rule")),
                ("evidence", models.TextField(verbose_name="evidence")),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="legal basis"),
                ),
                (
                    "authority",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="approving authority"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                ("reply_until", models.DateField(editable=False, null=True)),
                ("reply", models.TextField(blank=True, verbose_name="reply of the department")),
                ("replied_at", models.DateTimeField(editable=False, null=True)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=1000, verbose_name="reason"),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="departments.department",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["cycle", "department"], name="adjustment_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["bonus", "deduction", "veto"])),
                        name="adjustment_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effect__in", ["cap", "fail", ""])),
                        name="adjustment_effect_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "approved", "refused", "withdrawn"])
                        ),
                        name="adjustment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cap_at__isnull", True),
                                ("effect", ""),
                                ("kind__in", ["bonus", "deduction"]),
                                ("points__gt", 0),
                                ("points__isnull", False),
                            ),
                            models.Q(
                                ("cap_at__isnull", False),
                                ("cap_at__range", (0, 100)),
                                ("effect", "cap"),
                                ("kind", "veto"),
                                ("points__isnull", True),
                            ),
                            models.Q(
                                ("cap_at__isnull", True),
                                ("effect", "fail"),
                                ("kind", "veto"),
                                ("points__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_says_one_thing",
                        violation_error_message="A bonus or deduction needs points above zero; a veto a cap from 0 to 100, or that the department fails.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points__isnull", True), ("points__lte", 100), _connector="OR"
                        ),
                        name="adjustment_points_at_most_100",
                        violation_error_message="At most 100 points.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rule", ""), _negated=True),
                            models.Q(("evidence", ""), _negated=True),
                        ),
                        name="adjustment_has_rule_and_evidence",
                        violation_error_message="Name the rule and the evidence.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "veto"), _negated=True),
                            models.Q(
                                models.Q(("legal_basis", ""), _negated=True),
                                models.Q(("authority", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_veto_has_legal_basis",
                        violation_error_message="A veto without a legal basis and an approving authority is refused.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("proposed_by__isnull", True),
                            ("state", "withdrawn"),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="adjustment_not_decided_by_its_proposer",
                        violation_error_message="Who proposed it does not decide on it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_decided_or_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decision_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="adjustment_refusal_says_why",
                        violation_error_message="Say why it is refused.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replied_at__isnull", True), ("reply", "")),
                            models.Q(
                                models.Q(("reply", ""), _negated=True),
                                ("replied_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_reply_is_dated",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
