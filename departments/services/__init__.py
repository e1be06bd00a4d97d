"""Every write of this room. `by` is the user who acts, or None where the house itself does."""

from departments.services.accounts import choose_language
from departments.services.calendar_days import remove_calendar_day, set_calendar_day
from departments.services.dependents import dependents
from departments.services.errors import DepartmentError, fingerprint
from departments.services.loading.calendar import load_calendar, plan_calendar
from departments.services.loading.departments import load_departments, plan_departments
from departments.services.loading.people import load_people, plan_people
from departments.services.mailing import send_again, send_mails
from departments.services.notifying import Matter, notify, notify_all, settle
from departments.services.people import (
    appoint,
    change_person,
    create_account,
    create_person,
    end_appointment,
    end_employment,
    issue_sign_in_link,
    link_account,
)
from departments.services.permission import (
    held_roles,
    holds_role,
    holds_role_at_root,
    require_office,
    require_role,
)
from departments.services.policy_packs import (
    PackError,
    publish_policy_pack,
    publish_shipped_packs,
)
from departments.services.posts import change_post, close_post, create_post
from departments.services.preview import preview_move
from departments.services.reading import (
    choose_notifications,
    forget_notifications,
    make_calendar_feed,
    mark_all_read,
    mark_read,
    owner_of_calendar,
    revoke_calendar_feed,
)
from departments.services.roles import delegate, end_delegation, end_grant, grant_role
from departments.services.tree import (
    change_department,
    close_department,
    create_department,
    move_department,
    reopen_department,
)

__all__ = [
    "DepartmentError",
    "Matter",
    "PackError",
    "appoint",
    "change_department",
    "change_person",
    "change_post",
    "choose_language",
    "choose_notifications",
    "close_department",
    "close_post",
    "create_account",
    "create_department",
    "create_person",
    "create_post",
    "delegate",
    "dependents",
    "end_appointment",
    "end_delegation",
    "end_employment",
    "end_grant",
    "fingerprint",
    "forget_notifications",
    "grant_role",
    "held_roles",
    "holds_role",
    "holds_role_at_root",
    "issue_sign_in_link",
    "link_account",
    "load_calendar",
    "load_departments",
    "load_people",
    "make_calendar_feed",
    "mark_all_read",
    "mark_read",
    "move_department",
    "notify",
    "notify_all",
    "owner_of_calendar",
    "plan_calendar",
    "plan_departments",
    "plan_people",
    "preview_move",
    "publish_policy_pack",
    "publish_shipped_packs",
    "remove_calendar_day",
    "reopen_department",
    "require_office",
    "require_role",
    "revoke_calendar_feed",
    "send_again",
    "send_mails",
    "set_calendar_day",
    "settle",
]
