"""What people are told: notifications, their e-mails, what is muted, secret calendars."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_policy_packs_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mail_choice",
            field=models.CharField(
                choices=[
                    ("daily", "Once a day, when there is something new"),
                    ("at_once", "At once"),
                    ("never", "Never; I look here"),
                ],
                db_default="daily",
                default="daily",
                max_length=7,
                verbose_name="e-mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("mail_choice__in", ["daily", "at_once", "never"])),
                name="user_mail_choice_known",
            ),
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MutedKind",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plan", "Plans"),
                            ("coaching", "Coaching"),
                            ("phase", "Phases"),
                            ("deadline", "What is due"),
                            ("assessment", "Self-assessments"),
                            ("ballot", "Ballots"),
                            ("result", "Results"),
                            ("development", "Development"),
                            ("appeal", "Appeals"),
                            ("data", "Data returns"),
                            ("office", "Performance office"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind"), name="muted_kind_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "plan",
                                    "coaching",
                                    "phase",
                                    "deadline",
                                    "assessment",
                                    "ballot",
                                    "development",
                                    "data",
                                    "office",
                                ],
                            )
                        ),
                        name="muted_kind_may_be_muted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotificationMail",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("day", models.DateField()),
                ("number", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sent", "sent"),
                            ("empty", "not needed any more"),
                            ("failed", "given up"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["claimed_at"],
                        name="notification_mail_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "day", "number"), name="notification_mail_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sent", "empty", "failed"])),
                        name="notification_mail_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(
                                models.Q(("state", "sent"), _negated=True),
                                ("sent_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notification_mail_sent_when_it_says_so",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plan", "Plans"),
                            ("coaching", "Coaching"),
                            ("phase", "Phases"),
                            ("deadline", "What is due"),
                            ("assessment", "Self-assessments"),
                            ("ballot", "Ballots"),
                            ("result", "Results"),
                            ("development", "Development"),
                            ("appeal", "Appeals"),
                            ("data", "Data returns"),
                            ("office", "Performance office"),
                        ],
                        max_length=12,
                    ),
                ),
                ("code", models.CharField(max_length=24)),
                ("about", models.BigIntegerField()),
                ("occasion", models.CharField(blank=True, max_length=60)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.person",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                ("day", models.DateField(null=True)),
                ("detail", models.CharField(blank=True, max_length=40)),
                ("route", models.CharField(max_length=60)),
                ("place", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "mail",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="departments.notificationmail",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["recipient", "-created_at"], name="notification_list"),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["recipient"],
                        name="notification_unread",
                    ),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["about", "code"],
                        name="notification_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recipient", "code", "about", "occasion"), name="notification_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "plan",
                                    "coaching",
                                    "phase",
                                    "deadline",
                                    "assessment",
                                    "ballot",
                                    "result",
                                    "development",
                                    "appeal",
                                    "data",
                                    "office",
                                ],
                            )
                        ),
                        name="notification_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "code__in",
                                [
                                    "plan_proposed",
                                    "plan_queried",
                                    "plan_agreed",
                                    "plan_withdrawn",
                                    "check_in_shared",
                                    "check_in_answered",
                                    "urged",
                                    "urging_answered",
                                    "warned",
                                    "phase_opened",
                                    "plan_due",
                                    "assessment_due",
                                    "evaluation_due",
                                    "meeting_due",
                                    "ballot_due",
                                    "urging_due",
                                    "action_due",
                                    "assessment_submitted",
                                    "assessment_opened",
                                    "ballot_asked",
                                    "notice_issued",
                                    "meeting_to_sign",
                                    "action_given",
                                    "appeal_filed",
                                    "appeal_to_hear",
                                    "appeal_to_approve",
                                    "appeal_decided",
                                    "reopening_asked",
                                    "reopening_answered",
                                    "return_due",
                                    "return_late",
                                ],
                            )
                        ),
                        name="notification_code_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("read_at__isnull", True),
                            ("read_at__gte", models.F("created_at")),
                            _connector="OR",
                        ),
                        name="notification_read_after_it_came",
                    ),
                ],
            },
        ),
    ]
