import datetime
import threading
import uuid

import pytest
from django import forms
from django.db import connection, transaction
from django.utils import timezone

from audit import services
from audit.forms import OnceForm
from audit.models import Submission

TOKEN = uuid.UUID(int=5)


@pytest.mark.django_db
def test_a_token_works_once():
    assert services.claim(TOKEN, by=7) is True
    assert services.claim(str(TOKEN), by=7) is False
    assert services.claim(uuid.uuid4(), by=7) is True
    assert Submission.objects.get(pk=TOKEN).actor == 7


@pytest.mark.django_db
def test_a_token_that_is_none_is_refused():
    with pytest.raises(ValueError, match="badly formed"):
        services.claim("x", by=7)


@pytest.mark.django_db(transaction=True)
def test_a_claim_falls_with_its_transaction():
    with transaction.atomic():
        assert services.claim(TOKEN, by=7) is True
        transaction.set_rollback(True)
    with transaction.atomic():
        assert services.claim(TOKEN, by=7) is True


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_carried_out_once():
    answers, together = [], threading.Barrier(4)

    def click():
        try:
            together.wait(10)
            with transaction.atomic():
                answers.append(services.claim(TOKEN, by=7))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, False, False, True]


@pytest.mark.django_db
def test_tokens_are_forgotten_after_a_month():
    services.claim(TOKEN, by=7)
    services.claim(uuid.uuid4(), by=7)
    long_ago = timezone.now() - datetime.timedelta(days=31)
    Submission.objects.filter(pk=TOKEN).update(at=long_ago)
    assert services.forget_submissions() == 1
    assert not Submission.objects.filter(pk=TOKEN).exists()


class NameForm(OnceForm, forms.Form):
    name = forms.CharField()


def test_a_form_carries_a_token_of_its_own():
    first, second = NameForm(), NameForm()
    assert first["form_token"].value() != second["form_token"].value()
    assert 'type="hidden"' in str(first["form_token"])


@pytest.mark.django_db
def test_a_form_sent_again_with_an_error_mended_keeps_its_token():
    token = NameForm()["form_token"].value()
    failed = NameForm({"form_token": str(token), "name": ""})
    assert not failed.is_valid()
    assert failed["form_token"].value() == str(token)
    mended = NameForm({"form_token": str(token), "name": "x"})
    assert mended.is_valid()
    assert [mended.claim(by=7), mended.claim(by=7)] == [True, False]


@pytest.mark.parametrize("data", [{}, {"form_token": "x"}])
def test_a_form_without_a_token_says_what_to_do(data):
    form = NameForm(data | {"name": "x"})
    assert form.errors == {
        "form_token": ["This page is out of date. Reload it and send the form again."]
    }
