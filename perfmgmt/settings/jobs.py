"""Celery: a task may run twice or twice at once, so it is acknowledged only when it is done."""

from typing import Any

from perfmgmt.settings.base import REDIS_URL, TIME_ZONE
from perfmgmt.settings.environment import env

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = env.str("CELERY_RESULT_URL", REDIS_URL)
CELERY_RESULT_EXPIRES = 24 * 60 * 60  # seconds
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TRACK_STARTED = True
CELERY_TASK_TIME_LIMIT = env.int("TASK_SECONDS", 3600)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Longer than any task: what outlives it is delivered a second time while it still runs.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_TASK_TIME_LIMIT + 600}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS

# name: task, seconds between two runs. Static, so that it is reviewed like code.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A wake-up that nobody took expires: the next one seals the same queue.
    "audit-seal": {"task": "audit.tasks.seal", "schedule": 5, "options": {"expires": 5}},
    "audit-verify": {
        "task": "audit.tasks.verify",
        "schedule": env.int("AUDIT_VERIFY_SECONDS", 6 * 60 * 60),
        "options": {"expires": 60 * 60},
    },
    "departments-send-mails": {
        "task": "departments.tasks.send_mails",
        "schedule": 2 * 60,
        "options": {"expires": 2 * 60},
    },
    "indicators-sweep-runs": {
        "task": "indicators.tasks.sweep_runs",
        "schedule": 10,
        "options": {"expires": 10},
    },
    "indicators-mark-late": {
        "task": "indicators.tasks.mark_late",
        "schedule": 60 * 60,
        "options": {"expires": 60 * 60},
    },
    # Opening, completing, reminding: each finds what is not done yet, so an hour late is no harm.
    "indicators-collect": {
        "task": "indicators.tasks.collect",
        "schedule": 15 * 60,
        "options": {"expires": 15 * 60},
    },
    "indicators-scan-radar": {
        "task": "indicators.tasks.scan_radar",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "appraisals-follow-changes": {
        "task": "appraisals.tasks.follow_changes",
        "schedule": 60 * 60,
        "options": {"expires": 60 * 60},
    },
    "appraisals-remind": {
        "task": "appraisals.tasks.remind",
        "schedule": 60 * 60,
        "options": {"expires": 60 * 60},
    },
    # Mixes the boxes of ballots that came in, and counts those that are closed.
    "feedback-sweep-ballots": {
        "task": "feedback.tasks.sweep_ballots",
        "schedule": 5 * 60,
        "options": {"expires": 5 * 60},
    },
    # Ratings of earlier days, on working days, five at least of a service.
    "feedback-release-ratings": {
        "task": "feedback.tasks.release_ratings",
        "schedule": 60 * 60,
        "options": {"expires": 60 * 60},
    },
    "feedback-measure-ratings": {
        "task": "feedback.tasks.measure_ratings",
        "schedule": 6 * 60 * 60,
        "options": {"expires": 6 * 60 * 60},
    },
    # What the public and third parties say, to the appraisals that weigh it.
    "feedback-hand-down": {
        "task": "feedback.tasks.hand_down",
        "schedule": 6 * 60 * 60,
        "options": {"expires": 6 * 60 * 60},
    },
    "feedback-remind-voters": {
        "task": "feedback.tasks.remind_voters",
        "schedule": 60 * 60,
        "options": {"expires": 60 * 60},
    },
    # Tickets whose raters are not satisfied, contacts that have served.
    "feedback-sweep-desk": {
        "task": "feedback.tasks.sweep_desk",
        "schedule": 60 * 60,
        "options": {"expires": 60 * 60},
    },
    # The numbers of the month that has ended, once.
    "feedback-publish-ratings": {
        "task": "feedback.tasks.publish_ratings",
        "schedule": 60 * 60,
        "options": {"expires": 60 * 60},
    },
    "reports-make-open-exports": {
        "task": "reports.tasks.make_open_exports",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "departments-forget-notifications": {
        "task": "departments.tasks.forget_notifications",
        "schedule": 24 * 60 * 60,
    },
    "reports-forget": {"task": "reports.tasks.forget", "schedule": 24 * 60 * 60},
    "audit-forget-submissions": {
        "task": "audit.tasks.forget_submissions",
        "schedule": 24 * 60 * 60,
    },
}

# A shard of a score run holds about this many targets; a run of more targets than the second number
# is spread over all workers as a chord of its shards.
PERFMGMT_SHARD_TARGETS = env.int("PERFMGMT_SHARD_TARGETS", 20_000)
PERFMGMT_CHORD_TARGETS = env.int("PERFMGMT_CHORD_TARGETS", 100_000)
# A run whose worker has not been heard of for so long is given to another.
PERFMGMT_LEASE_SECONDS = env.int("PERFMGMT_LEASE_SECONDS", 30)
