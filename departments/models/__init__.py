"""Who there is and where: departments, posts, people, roles, the working calendar, policy.

And what each person is told: notifications, their e-mails, the calendar that he follows.
"""

from departments.models.notifications import (
    CalendarFeed,
    MailState,
    MutedKind,
    Notification,
    NotificationKind,
    NotificationMail,
)
from departments.models.organisation import (
    DATES,
    Appointment,
    CalendarDay,
    Delegation,
    Department,
    DepartmentPlacement,
    MailChoice,
    Named,
    Person,
    PolicyPack,
    Post,
    RoleGrant,
    User,
    ends_after_start,
)

__all__ = [
    "DATES",
    "Appointment",
    "CalendarDay",
    "CalendarFeed",
    "Delegation",
    "Department",
    "DepartmentPlacement",
    "MailChoice",
    "MailState",
    "MutedKind",
    "Named",
    "Notification",
    "NotificationKind",
    "NotificationMail",
    "Person",
    "PolicyPack",
    "Post",
    "RoleGrant",
    "User",
    "ends_after_start",
]
