"""Who signs in to the demo: one person per role, with a password that is no secret."""

from dataclasses import dataclass
from datetime import date

from perfmgmt.demo_city.cards import Text

PASSWORD = "linhu-lotus-2026"  # noqa: S105 -- printed by the demo; the demo refuses production
# Base32, for an authenticator app; `manage.py demo_code USER` prints the number of this minute.
TOTP_SECRET = "LINHULOTUSLAKEDEMOSECRET23456722"  # noqa: S105 -- as public as the password
GRANTED_ON = date(2023, 1, 1)


@dataclass(frozen=True, slots=True)
class SignIn:
    role: str  # in words
    username: str
    password: str
    note: str


@dataclass(frozen=True, slots=True)
class Account:
    """A role over a branch, held by whoever fills a post."""

    username: str
    role: str
    title: str
    department: str  # code
    post: str  # code
    note: str
    two_steps: bool = False

    @property
    def sign_in(self) -> SignIn:
        code = f"; code: manage.py demo_code {self.username}" if self.two_steps else ""
        return SignIn(self.title, self.username, PASSWORD, f"{self.note}{code}")


ACCOUNTS = (
    Account(
        "office", "office", "Performance office", "LH", "LH/2", "sets up the whole city",
        two_steps=True,
    ),
    Account("manager", "manager", "Manager", "LH-TR", "LH-TR/1", "leads the Transport Bureau"),
    Account(
        "employee", "employee", "Employee", "LH-TR-01", "LH-TR-01/5", "Bus Services Division"
    ),
    Account(
        "evaluator", "evaluator", "Evaluator", "LH-UM", "LH/13",
        "looks at Urban Management from outside",
    ),
    Account("auditor", "auditor", "Auditor", "LH", "LH/8", "reads everything", two_steps=True),
    Account("supervision", "supervision", "Supervision", "LH", "LH/10", "watches the deadlines"),
)  # fmt: skip
SIGN_INS = [account.sign_in for account in ACCOUNTS]


@dataclass(frozen=True, slots=True)
class Loan:
    """A role lent for some days by whoever heads a department."""

    department: str
    to_post: str
    starts_on: date
    ends_on: date
    reason: Text


LOANS = (
    Loan(
        "LH-UM", "LH-UM/2", date(2026, 10, 8), date(2027, 3, 31),
        Text("Course at the Administration Institute", "参加行政学院脱产学习"),
    ),
)  # fmt: skip
