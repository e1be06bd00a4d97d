"""Lay the lines of a people file over what is stored, and note every change and every clash."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from departments.models import Appointment, Person, Post, RoleGrant, User
from departments.services.loading.plan import Change, New, shown
from departments.services.loading.read_people import PersonLine
from departments.services.loading.spells import Book, Spell, clashes

if TYPE_CHECKING:
    from departments.services.loading.people import PeoplePlan

DAY = datetime.timedelta(days=1)
SUBSTANTIVE = Appointment.Kind.SUBSTANTIVE
ROLES = dict(RoleGrant.Role.choices)


def merge(plan: PeoplePlan, lines: list[PersonLine]) -> None:
    counted = len(plan.new) + len(plan.changed)
    first_days: dict[str, datetime.date] = {}
    for line in lines:
        known = first_days.get(line.staff_number, datetime.date.max)
        first_days[line.staff_number] = min(known, first_day(plan, line))
    for line in lines:
        person = merge_person(plan, line, first_days[line.staff_number])
        merge_account(plan, line, person)
        if line.department and find_department(plan, line):
            if line.post_code and merge_post(plan, line):
                merge_appointment(plan, line)
            merge_grant(plan, line)
        after = len(plan.new) + len(plan.changed)
        plan.unchanged += after == counted
        counted = after
    end_former_posts(plan)
    check_heads(plan, lines)
    check_clashes(plan)
    note_changed_spells(plan)


def find_department(plan: PeoplePlan, line: PersonLine) -> bool:
    department = plan.departments.get(line.department)
    if department is None:
        plan.fault(
            line.line,
            "department",
            _("The department %(code)s is unknown.") % {"code": line.department},
            plan.suggest(line.department, plan.departments),
        )
    elif department.ends_on and (line.ends_on is None or line.ends_on > department.ends_on):
        plan.fault(
            line.line,
            "department",
            _("The department %(code)s ends on %(day)s.")
            % {"code": line.department, "day": department.ends_on},
            _("Name another department, or an earlier last day."),
        )
        return False
    return department is not None


def set_values(
    plan: PeoplePlan, line: PersonLine, row: Person | User | Post, key: str, values: dict
) -> None:
    """Put `values` on the row; a stored one is noted as changed, a new one only once more set."""
    for name, value in values.items():
        old = getattr(row, name)
        if old == value:
            continue
        if row.pk is not None:
            plan.changed.append(
                Change(line.line, kind_of(row), key, name, shown(old), shown(value))
            )
            plan.dirty.add(row)
        setattr(row, name, value)


def kind_of(row: Person | User | Post) -> str:
    return {Person: _("person"), User: _("account"), Post: _("post")}[type(row)]


def merge_person(plan: PeoplePlan, line: PersonLine, since: datetime.date) -> Person:
    person = plan.people.get(line.staff_number)
    if person is None:
        person = Person(staff_number=line.staff_number, starts_on=since, **line.names)
        plan.people[line.staff_number] = person
        plan.new.append(New(line.line, kind_of(person), line.staff_number, person.title))
        if not any(line.names.values()):
            plan.fault(line.line, "name", _("The person has no name."), _("Fill in a name."))
        return person
    if person.pk is None and any(getattr(person, key) != line.names[key] for key in line.names):
        plan.fault(
            line.line,
            "name",
            _("Staff number %(number)s stands in another line with another name.")
            % {"number": line.staff_number},
            _("Write the same name in both lines, or correct the number."),
        )
        return person
    set_values(plan, line, person, line.staff_number, dict(line.names))
    return person


def merge_account(plan: PeoplePlan, line: PersonLine, person: Person) -> None:
    if not line.username:
        return
    linked = person.user.username if person.user_id and person.user else ""
    linked = linked or plan.accounts.get(line.staff_number, "")
    if linked and linked != line.username:
        plan.fault(
            line.line,
            "username",
            _("This person has the account %(username)s already.") % {"username": linked},
            _("Leave the cell empty, or link another account on the page of the person."),
        )
        return
    user = plan.users.get(line.username)
    if user is None:
        user = User(username=line.username, email=line.email)
        user.set_unusable_password()
        plan.users[line.username] = user
        plan.new.append(New(line.line, kind_of(user), line.username, person.title))
    elif (owner := owner_of(plan, user)) and owner != line.staff_number:
        plan.fault(
            line.line,
            "username",
            _("The account %(username)s belongs to staff number %(number)s.")
            % {"username": line.username, "number": owner},
            _("Name another account, or correct the staff number."),
        )
        return
    if line.email:
        set_values(plan, line, user, line.username, {"email": line.email})
    if not linked:
        plan.accounts[line.staff_number] = line.username
        plan.owners[line.username] = line.staff_number
        if person.pk is not None or user.pk is not None:
            plan.changed.append(
                Change(
                    line.line, kind_of(person), line.staff_number, "username", "–", line.username
                )
            )


def owner_of(plan: PeoplePlan, user: User) -> str:
    """The staff number of the person the account belongs to, in the database or in the file."""
    if user.pk is not None and hasattr(user, "person"):
        return str(user.person.staff_number)
    return plan.owners.get(user.username, "")


def merge_post(plan: PeoplePlan, line: PersonLine) -> bool:
    """False when the post is none to be held here."""
    department = plan.departments[line.department]
    values: dict = dict(line.titles)
    if line.category:
        values["category"] = line.category
    if line.is_head is not None:
        values["is_head"] = line.is_head
    post = plan.posts.get(line.post_code)
    if post is None:
        post = Post(code=line.post_code, department=department, starts_on=first_day(plan, line))
        set_values(plan, line, post, line.post_code, values)
        if not (post.name or post.name_zh):
            post.name = line.post_code
        plan.posts[line.post_code] = post
        plan.new.append(New(line.line, kind_of(post), line.post_code, post.title))
        return True
    if post.department_id != department.pk:
        plan.fault(
            line.line,
            "department",
            _("The post %(code)s belongs to another department.") % {"code": line.post_code},
            _("Give the post another code, or correct the department."),
        )
        return False
    if post.pk is None:
        post.starts_on = min(post.starts_on, first_day(plan, line))
    elif first_day(plan, line) < post.starts_on:
        set_values(plan, line, post, line.post_code, {"starts_on": first_day(plan, line)})
    set_values(plan, line, post, line.post_code, {k: v for k, v in values.items() if v != ""})
    return True


def first_day(plan: PeoplePlan, line: PersonLine) -> datetime.date:
    return line.starts_on or plan.on


def merge_appointment(plan: PeoplePlan, line: PersonLine) -> None:
    wanted = Spell(
        line.staff_number, line.post_code, line.kind, first_day(plan, line), line.ends_on, line.line
    )
    if line.starts_on is None and (open_now := plan.appointments.find(wanted)):
        wanted.starts_on = open_now.starts_on
    if line.kind == Appointment.Kind.ACTING and not plan.posts[line.post_code].is_head:
        plan.fault(
            line.line,
            "kind",
            _("Only a post that heads a department is acted in."),
            _("Write yes under is_head, or make the appointment substantive."),
        )
    person = plan.people[line.staff_number]
    if person.ends_on and wanted.last > person.ends_on:
        plan.fault(
            line.line,
            "ends_on",
            _("The person is employed until %(day)s.") % {"day": person.ends_on},
            _("Name an earlier last day."),
        )
    if person.pk is not None and wanted.starts_on < person.starts_on:
        set_values(plan, line, person, line.staff_number, {"starts_on": wanted.starts_on})
    lay(plan, plan.appointments, wanted, _("appointment"))


def merge_grant(plan: PeoplePlan, line: PersonLine) -> None:
    if not line.role:
        return
    username = line.username or linked_name(plan, line.staff_number)
    if not username:
        plan.fault(
            line.line,
            "role",
            _("A role needs an account, and this person has none."),
            _("Fill in a user name."),
        )
    elif username == plan.actor:
        plan.fault(
            line.line,
            "role",
            _("Nobody grants a role to himself. Ask another office."),
            _("Leave the cell empty."),
        )
    else:
        wanted = Spell(
            username, line.department, line.role, first_day(plan, line), line.ends_on, line.line
        )
        if line.starts_on is None and (open_now := plan.grants.find(wanted)):
            wanted.starts_on = open_now.starts_on
        lay(plan, plan.grants, wanted, _("role"))


def linked_name(plan: PeoplePlan, staff_number: str) -> str:
    person = plan.people[staff_number]
    if person.user_id and person.user:
        plan.users.setdefault(person.user.username, person.user)
        return str(person.user.username)
    return plan.accounts.get(staff_number, "")


def lay(plan: PeoplePlan, spells: Book, wanted: Spell, what: str) -> None:
    """The wanted spell becomes the stored one that it means, or a new one."""
    current = spells.find(wanted)
    if current is None:
        spells.add(wanted)
        words = f"{wanted.what}, {span(wanted.starts_on, wanted.ends_on)}"
        plan.new.append(New(wanted.line, what, wanted.who, words))
    elif current.line and (current.starts_on, current.ends_on) != (
        wanted.starts_on,
        wanted.ends_on,
    ):
        plan.fault(
            wanted.line,
            "starts_on",
            _("Line %(line)d says the same with other dates.") % {"line": current.line},
            _("Take one of the two rows out."),
        )
    else:
        current.starts_on, current.ends_on = wanted.starts_on, wanted.ends_on
        current.line = wanted.line


def end_former_posts(plan: PeoplePlan) -> None:
    """Who moves to another post leaves the one he held without an end, the day before."""
    held: dict[str, list[Spell]] = defaultdict(list)
    for spell in plan.appointments:
        if spell.kind == SUBSTANTIVE and not spell.line and spell.ends_on is None:
            held[spell.who].append(spell)
    for new in plan.appointments:
        if new.line and new.kind == SUBSTANTIVE:
            for old in held[new.who]:
                if old.starts_on < new.starts_on and old.ends_on is None:
                    old.ends_on, old.line = new.starts_on - DAY, new.line


def check_heads(plan: PeoplePlan, lines: list[PersonLine]) -> None:
    at = {line.post_code: line.line for line in reversed(lines)}
    heads: dict[int, list[Post]] = defaultdict(list)
    for post in plan.posts.values():
        if post.is_head and post.ends_on is None:
            heads[post.department_id].append(post)
    for posts in heads.values():
        named = [post for post in posts if post.code in at]
        if len(posts) > 1 and named:
            codes = ", ".join(sorted(post.code for post in posts))
            plan.fault(
                max(at[post.code] for post in named),
                "is_head",
                _("The department would have two posts that head it: %(codes)s.")
                % {"codes": codes},
                _("Write no in one of the rows."),
            )


def check_clashes(plan: PeoplePlan) -> None:
    own = [spell for spell in plan.appointments if spell.kind == SUBSTANTIVE]
    for earlier, later in clashes(own, lambda spell: spell.who):
        report(plan, earlier, later, _("Staff number %(who)s would hold two posts: %(both)s."))
    for earlier, later in clashes(plan.appointments, lambda spell: (spell.what, spell.kind)):
        if earlier.who != later.who:
            report(plan, earlier, later, _("The post would have two holders: %(both)s."))
    for earlier, later in clashes(plan.grants, lambda spell: (spell.who, spell.what, spell.kind)):
        report(plan, earlier, later, _("The role would be granted twice: %(both)s."))


def report(plan: PeoplePlan, earlier: Spell, later: Spell, reason: str) -> None:
    line = max(earlier.line, later.line)
    if not line:
        return
    both = "; ".join(
        f"{spell.who}, {spell.what}, {span(spell.starts_on, spell.ends_on)}"
        + (_(" (line %(line)d)") % {"line": spell.line} if spell.line else "")
        for spell in (earlier, later)
    )
    plan.fault(
        line,
        "starts_on",
        reason % {"who": later.who, "both": both},
        _("Give the earlier one a last day before the other begins."),
    )


def note_changed_spells(plan: PeoplePlan) -> None:
    for what, spells in ((_("appointment"), plan.appointments), (_("role"), plan.grants)):
        for spell in spells:
            if spell.has_changed and spell.was:
                plan.changed.append(
                    Change(
                        spell.line,
                        what,
                        f"{spell.who} · {spell.what}",
                        _("dates"),
                        span(*spell.was),
                        span(spell.starts_on, spell.ends_on),
                    )
                )


def span(starts_on: datetime.date, ends_on: datetime.date | None) -> str:
    return f"{starts_on.isoformat()} – {ends_on.isoformat() if ends_on else ''}".strip()
