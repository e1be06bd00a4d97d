"""Somebody who reads every table, with the columns PostgreSQL hides, and the logs of the house.

He knows whom each voter was asked about and that he voted (the invitations say so), and looks for
whose answer is whose in two ways. *Joins*: a row of an answer and a row that names a voter share a
transaction, a number, a time. *Orders*: he lays the answers about a subject, in any order he
finds, beside its voters, in any order he finds, and counts on the first being the first.
"""

import datetime
import re
import uuid
from collections import defaultdict
from itertools import product

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import ForeignKey

from departments.models import User
from feedback.models import BallotInvitation

HIDDEN = (
    "ctid::text AS ctid, xmin::text::bigint AS xmin, cmin::text::bigint AS cmin, xmax::text AS xmax"
)
TELLING = (uuid.UUID, datetime.datetime, bytes)
POSTED = re.compile(r"POST /en/ballots/(\d+)/")


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {HIDDEN}, own.* FROM "{table}" own')
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, map(plain, row), strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row["ctid"] = tuple(map(int, row["ctid"].strip("()").split(",")))
    return rows


def plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def tables():
    return connection.introspection.table_names()


def dump():
    """Everything there is, as one text: what stands in it, somebody can read."""
    return "\n".join(str(row) for table in tables() for row in rows_of(table))


def columns_of_users():
    """(table, column) of everything that points to an account, keys or not."""
    found = {("audit_entry", "actor"), ("audit_submission", "actor")}
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, ForeignKey) and field.related_model is User:
                found.add((model._meta.db_table, field.column))
    return sorted(found)


class Attacker:
    """`answers`: rows with their `appraisal` and `text`; `lines`: what the house logged."""

    def __init__(self, answers, lines=()):
        self.answers = defaultdict(list)
        for answer in answers:
            self.answers[answer["appraisal"]].append(answer)
        self.invitations = [row for row in rows_of(BallotInvitation._meta.db_table) if row["voted"]]
        self.voters = defaultdict(set)
        for row in self.invitations:
            self.voters[row["appraisal_id"]].add(row["voter_id"])
        self.lines = list(lines)

    def joined(self):
        """text -> the voter, where what they share leaves exactly one."""
        shared = defaultdict(set)
        for table, column in columns_of_users():
            for row in rows_of(table):
                for mark in marks(row):
                    shared[mark].add(row[column])
        for row in rows_of("django_session"):
            for mark in marks(row):
                shared[mark].add(int(SessionStore().decode(row["session_data"])["_auth_user_id"]))
        found = {}
        for appraisal, answers in self.answers.items():
            for answer in answers:
                for mark in marks(answer):
                    suspects = shared[mark] & self.voters[appraisal]
                    if len(suspects) == 1:
                        found[answer["text"]] = suspects.pop()
        return found

    def laid_beside(self):
        """The name of each pair of orders -> {text: voter}."""
        orders = {
            "place": lambda row: row["ctid"], "number": lambda row: row["id"],
            "transaction": lambda row: (row["xmin"], row["cmin"], row["ctid"]),
        }  # fmt: skip
        return {
            f"{answered} of answers, {seen} of voters, {'back' if turn < 0 else 'forth'}":
                self.matched(orders[answered], ranks, turn)
            for answered, (seen, ranks), turn in product(orders, self.traces().items(), (1, -1))
        }  # fmt: skip

    def matched(self, order, ranks, turn):
        found = {}
        for appraisal, answers in self.answers.items():
            voters = [v for v in self.voters[appraisal] if (appraisal, v) in ranks]
            voters.sort(key=lambda voter: ranks[appraisal, voter])
            texts = [answer["text"] for answer in sorted(answers, key=order)][::turn]
            found |= dict(zip(texts, voters, strict=False))
        return found

    def traces(self):
        """Every order in which the voters of a subject appear anywhere."""
        asked = {row["id"]: (row["appraisal_id"], row["voter_id"]) for row in self.invitations}
        found = {
            "transaction": {asked[row["id"]]: (row["xmin"], row["cmin"], row["ctid"])
                            for row in self.invitations},
            "place": {asked[row["id"]]: row["ctid"] for row in self.invitations},
            "number": {asked[row["id"]]: row["id"] for row in self.invitations},
            "log": {asked[int(pk)]: place for place, line in enumerate(self.lines)
                    for pk in POSTED.findall(line) if int(pk) in asked},
        }  # fmt: skip
        for name, ranks in self.accounts().items():
            found[name] = {pair: ranks[pair[1]] for pair in asked.values() if pair[1] in ranks}
        return found

    def accounts(self):
        """Orders of the accounts themselves: sign-ins, forms carried out, ledger, sessions."""
        found = {
            "ledger": {row["actor"]: row["id"] for row in rows_of("audit_entry")},
            "forms": {row["actor"]: row["at"] for row in rows_of("audit_submission")},
            "account": {r["id"]: (r["xmin"], r["ctid"]) for r in rows_of("departments_user")},
            "session": {},
        }
        for row in rows_of("django_session"):
            user = int(SessionStore().decode(row["session_data"])["_auth_user_id"])
            found["session"][user] = (row["xmin"], row["ctid"])
        return found


def marks(row):
    """What a row could share with another: its transaction, and values that stand nowhere by
    chance."""
    yield "transaction", row["xmin"]
    for value in row.values():
        if isinstance(value, TELLING):
            yield "value", value


def hits(found, truth):
    """How many answers are laid at the right door."""
    return sum(truth[text] == voter for text, voter in found.items())


def best_order(attacker, truth):
    return max((hits(found, truth), name) for name, found in attacker.laid_beside().items())
