"""Notifications as e-mail, to a real SMTP server: once each, and with nothing sensitive."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as project
from django.db import connections
from django.utils import timezone

from audit.errors import DomainError
from departments import services
from departments.models import Notification, NotificationMail
from departments.notification_words import Code
from departments.services import Matter, mailing

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 3, 31, 1, tzinfo=datetime.UTC)  # 9 o'clock in the house
NIGHT = datetime.datetime(2026, 3, 30, 17, tzinfo=datetime.UTC)  # 1 o'clock of the same day
NEXT = MORNING + datetime.timedelta(days=1)


class Postbox:
    """Takes every mail, but from whom `refuses` names, and dies when told to."""

    def __init__(self):
        self.mails = []
        self.refuses = set()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- aiosmtpd
        if address in self.refuses:
            return f"550 {address} is unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


class FreePort(Controller):
    """On whatever port is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="module")
def server():
    box = FreePort(Postbox(), hostname="127.0.0.1", port=0)
    box.start()
    yield box
    box.stop()


@pytest.fixture
def post(server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.REMINDER_MAIL = True
    settings.SITE_URL = "https://linhu.example"
    server.handler.__init__()
    return server.handler


def tell(world, *roles, about=1):
    matter = Matter(Code.NOTICE_ISSUED, "appraisals:result")
    people = [world.user(role) for role in roles]
    person = world.person("employee").pk
    return services.notify(matter, people, about=about, place=1, person=person, by=None)


def choose(user, mail):
    type(user).objects.filter(pk=user.pk).update(mail_choice=mail)


def test_one_digest_a_day_in_the_language_of_each_with_nothing_sensitive(world, post):
    type(world.manager).objects.filter(pk=world.manager.pk).update(language="zh-hans")
    for about in (1, 2):
        tell(world, "manager", "employee", about=about)
    assert services.send_mails(NIGHT)["gathered"] == 0  # nobody is woken up
    assert services.send_mails(MORNING) == {"gathered": 4, "sent": 2, "empty": 0, "failed": 0}
    tell(world, "manager", "employee", about=3)
    assert services.send_mails(MORNING) == {"gathered": 0, "sent": 0, "empty": 0, "failed": 0}
    employee, manager = sorted(post.mails, key=lambda mail: mail["To"])
    assert (employee["To"], employee["Subject"]) == (
        "employee@example.org", "2 notifications wait for you",
    )  # fmt: skip
    assert manager["Subject"] == "您有2条通知待查看"
    assert employee["List-Unsubscribe"] == "<https://linhu.example/en/account/notifications/>"
    assert "https://linhu.example/en/notifications/" in employee.get_content()
    assert "https://linhu.example/zh-hans/notifications/" in manager.get_content()
    for secret in ("The employee", "result", "grade", "等次", "结果"):
        assert secret not in employee.get_content() + manager.get_content()
    assert services.send_mails(NEXT)["sent"] == 2


def test_at_once_means_at_once_and_never_never(world, post):
    choose(world.manager, "at_once")
    choose(world.employee, "never")
    tell(world, "manager", "employee")
    assert services.send_mails(NIGHT)["sent"] == 1
    tell(world, "manager", "employee", about=2)
    assert services.send_mails(NIGHT)["sent"] == 1
    assert services.send_mails(MORNING)["sent"] == 0
    assert {mail["To"] for mail in post.mails} == {"manager@example.org"}
    assert len({mail["Message-ID"] for mail in post.mails}) == 2


def test_no_mail_for_what_was_read_nor_without_an_address(world, post):
    type(world.office).objects.filter(pk=world.office.pk).update(email="")
    tell(world, "manager", "office")
    services.mark_all_read(by=world.manager)
    assert services.send_mails(MORNING)["gathered"] == 0
    tell(world, "employee")
    mailing.gather(timezone.localtime(MORNING))
    services.mark_all_read(by=world.employee)  # between gathering and sending
    assert mailing.send_waiting() == {"sent": 0, "empty": 1, "failed": 0}
    assert post.mails == []


def test_without_a_mail_server_the_list_remains(world, settings):
    settings.REMINDER_MAIL = False
    tell(world, "manager")
    assert services.send_mails(MORNING)["gathered"] == 0
    assert Notification.objects.to_mail().count() == 1


def test_a_mail_of_a_sender_that_died_goes_out_after_a_time(world, post):
    tell(world, "manager")
    mailing.gather(timezone.localtime(MORNING))
    NotificationMail.objects.update(claimed_at=timezone.now() - datetime.timedelta(minutes=1))
    assert mailing.send_waiting()["sent"] == 0  # somebody may still have it in hand
    NotificationMail.objects.update(claimed_at=timezone.now() - mailing.GIVEN_UP_AFTER)
    assert mailing.send_waiting()["sent"] == 1
    first = post.mails[0]["Message-ID"]
    # He died after the server had taken it: it comes twice, and says that it is the same.
    NotificationMail.objects.update(
        state="waiting", sent_at=None, claimed_at=timezone.now() - mailing.GIVEN_UP_AFTER
    )
    assert mailing.send_waiting()["sent"] == 1
    assert post.mails[1]["Message-ID"] == first


def test_a_refused_mail_holds_up_no_other_and_is_given_up_at_last(world, post):
    post.refuses = {"employee@example.org"}
    tell(world, "manager", "employee")
    assert services.send_mails(MORNING) == {"gathered": 2, "sent": 1, "empty": 0, "failed": 1}
    row = NotificationMail.objects.in_trouble().get()
    assert (row.state, row.tries, row.failure) == ("waiting", 1, "SMTPRecipientsRefused")
    for _more in range(mailing.MOST_TRIES):
        NotificationMail.objects.update(claimed_at=timezone.now() - mailing.GIVEN_UP_AFTER)
        mailing.send_waiting()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("failed", mailing.MOST_TRIES)
    post.refuses = set()
    services.send_again(row, by=world.office)
    with pytest.raises(DomainError):
        services.send_again(row, by=world.office)
    assert mailing.send_waiting()["sent"] == 1
    assert [mail["To"] for mail in post.mails] == ["manager@example.org", "employee@example.org"]


def test_a_server_that_does_not_answer_is_asked_once_a_run_and_never_given_up(
    world, post, settings
):
    settings.EMAIL_PORT = 1  # nobody listens there
    tell(world, "manager", "employee")
    assert services.send_mails(MORNING) == {"gathered": 2, "sent": 0, "empty": 0, "failed": 1}
    NotificationMail.objects.filter(tries=1).update(tries=99)
    NotificationMail.objects.update(claimed_at=timezone.now() - mailing.GIVEN_UP_AFTER)
    for _again in range(3):
        mailing.send_waiting()
    assert set(NotificationMail.objects.values_list("state", flat=True)) == {"waiting"}
    assert NotificationMail.objects.filter(failure="ConnectionRefusedError").exists()


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(world, post):
    roles = ("office", "manager", "employee", "evaluator", "auditor", "supervision")
    tell(world, *roles)

    def run(_n):
        try:
            return services.send_mails(MORNING)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(run, range(2)))
    assert sum(one["sent"] for one in found) == len(roles)
    assert sorted(mail["To"] for mail in post.mails) == sorted(f"{r}@example.org" for r in roles)


def test_beat_looks_for_mails():
    assert project.CELERY_BEAT_SCHEDULE["departments-send-mails"]["task"] == (
        "departments.tasks.send_mails"
    )
