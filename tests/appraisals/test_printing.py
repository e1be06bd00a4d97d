"""Results and agreements on paper: what stands there, for whom, and when it is not there yet."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from appraisals import services
from appraisals.views import print_words
from appraisals.views.commitment_words import commitment
from appraisals.views.print_words import registration
from appraisals.views.results import asked_for, notices_of
from tests.appraisals.plans import entries
from tests.appraisals.printing import signed, spoken_for, whole_year
from tests.appraisals.results import grade, in_results_today, notified
from tests.pdf import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
FORMS = ("result-record", "result-review")


def url(name, row, language="en"):
    with override(language):
        return reverse(f"appraisals:{name}", args=[row.pk])


def content(make, user, row):
    found = asked_for(user, row.pk)
    return make(user, found, notices_of(user, found))


def said(make, user, row):
    """Label of each block -> what stands in it."""
    blocks = content(make, user, row)["blocks"]
    return {one["label"]: [(e["head"], e["text"]) for e in one["entries"]] for one in blocks}


class TestRecord:
    def test_the_superior_reads_every_block(self, world):
        row = whole_year(world)
        notice = row.notices.get()
        day, own = notice.issued_on.isoformat(), row.self_assessments.get().reference
        with override("en"):
            found = said(registration, world.manager, row)
        text = "Call-backs from May on; waiting fell."
        assert found["Self-assessment"] == [
            ("Indicator K-A", text), ("Indicator K-B", text), ("Duties of the post", text),
            ("Improvement and learning", text),
            ("", f"Handed in by The employee on {day}, reference {own}."),
        ]  # fmt: skip
        assert found["Superior’s comment and proposed grade"] == [
            ("Strengths", "Clear letters"), ("One thing to improve", "Answer sooner"),
            ("Proposed grade", "Good"),
        ]  # fmt: skip
        decided = (
            "The grade is “Very good”, number 2 of 5 from the top.\n"
            "The score is 80.00 of 100, from 60% of the weight. “superior” lowered it most, by "
            f"20.00 points.\nOn {day} decided in calibration.\ncalibrated"
        )
        told = f"Told by notice {notice.number} of {day}."
        assert found["Decision"] == [("Very good", decided), ("", told)]
        assert found["Opinion of the one appraised"] == [
            ("received, and does not agree", "The floods are left out.")
        ]

    def test_who_may_not_read_it_gets_no_word_of_the_self_assessment(self, world):
        row = whole_year(world)
        with override("en"):
            found = said(registration, world.office, row)
        assert found["Self-assessment"] == [
            ("", "Handed in. Its author and the superiors read it, and nobody else.")
        ]
        page = world.client("office").get(url("result-record", row))
        assert "Call-backs" not in "".join(pages(page.content))

    def test_the_subject_reads_neither_the_sheet_nor_the_first_grade_of_the_superior(self, world):
        row = whole_year(world)
        with override("en"):
            found = said(registration, world.employee, row)
        hidden = (
            "No comment in the notice. The superior’s own sheet is not read by the one appraised."
        )
        assert found["Superior’s comment and proposed grade"] == [("", hidden)]
        for name in FORMS:
            text = "".join(pages(world.client("employee").get(url(name, row)).content))
            assert [part in text for part in ("Clearletters", "Answersooner.", "asshown")] == [
                False, True, False,
            ]  # fmt: skip

    def test_a_first_grade_that_was_told_is_no_secret(self, world):
        row = spoken_for(world)
        grade(row, "good", stage="initial")
        services.issue_notice(row, "Well done.", by=world.manager)
        with override("en"):
            found = said(registration, world.employee, row)
        assert found["Superior’s comment and proposed grade"] == [
            ("Comment in the notice", "Well done."), ("Proposed grade", "Good"),
        ]  # fmt: skip

    def test_the_remarks_say_why_no_grade_is_given(self, world):
        cycle = in_results_today(world)
        row = cycle.appraisals.get(subject="person", subject_user=world.employee)
        cycle.appraisals.filter(pk=row.pk).update(excluded_as="too_short")
        services.issue_notices(cycle, by=None)
        with override("en"):
            found = said(registration, world.employee, row)
        assert found["Remarks"] == [
            ("Why no grade is given", "the days in the period are fewer than the minimum")
        ]

    def test_a_department_has_a_record_of_its_own(self, world):
        cycle = in_results_today(world)
        row = cycle.appraisals.graded().filter(subject="department")[0]
        grade(row, services.policy.codes_of(services.policy.scale_of(row))[0])
        services.issue_notices(cycle, by=None)
        with override("zh-hans"):
            found = content(registration, world.office, row)
        assert (found["title"], len(found["facts"]) % 2) == ("部门考核登记表", 0)

    def test_in_chinese_it_is_the_form_of_the_personnel_office(self, world):
        row = whole_year(world)
        page = world.client("manager").get(url("result-record", row, "zh-hans"))
        text = "".join(pages(page.content))
        for part in (
            "年度考核登记表", "姓名", "任现职时间", "主管领导评语", "建议等次称职", "审定结果良好",
            "被考核人意见", "已收到，不同意", "签字盖章", "备注",
        ):  # fmt: skip
            assert part in text, part


class TestReview:
    def test_a_line_holds_target_accomplishment_and_the_superiors_rating(self, world):
        row = whole_year(world)
        with override("en"):
            found = content(commitment, world.manager, row)
        first = found["groups"][0]
        assert (first["name"], [one["output"] for one in first["rows"]]) == (
            "Results · 70%", ["Indicator K-A", "Indicator K-B"],
        )  # fmt: skip
        assert first["rows"][0] == {
            "output": "Indicator K-A", "aim": "Target: ≥ 90 %", "weight": "35",
            "actual": "Result: no data\nCall-backs from May on; waiting fell.",
            "ratings": ["–", "–", "–", "4"], "remarks": "as shown",
        }  # fmt: skip
        assert sum(int(line["weight"]) for one in found["groups"] for line in one["rows"]) == 100

    def test_the_subject_reads_the_lines_without_ratings(self, world):
        row = whole_year(world)
        with override("en"):
            found = content(commitment, world.employee, row)
        rows = [line for one in found["groups"] for line in one["rows"]]
        assert {(*line["ratings"], line["remarks"]) for line in rows} == {("–",) * 4 + ("",)}
        assert found["legend"].endswith("is not read by the one appraised.")

    def test_both_signatures_under_the_agreement_stand_on_it(self, world):
        row = whole_year(world)
        day = print_words.day_of(row.agreements.get().agreed_at)
        with override("en"):
            found = content(commitment, world.manager, row)["committed"]
        assert found == [
            {"label": "the one appraised", "value": f"The employee · {day}"},
            {"label": "superior", "value": f"The manager · {day}"},
        ]

    def test_without_an_agreement_the_lines_to_sign_are_blank(self, world):
        row = notified(in_results_today(world), world.employee, "good")
        with override("en"):
            found = content(commitment, world.employee, row)
        assert [one["value"] for one in found["committed"]] == ["", ""]
        assert [one["name"] for one in found["groups"]] == [""]


class TestAgreement:
    def test_it_holds_lines_both_signatures_and_what_they_are_over(self, world):
        agreement, row = signed(world)
        (text,) = pages(world.client("auditor").get(url("plan-pdf", row)).content)
        for part in (
            "Performanceagreement", "IndicatorK-A≥90%carries50%ofit35", "Sumoftheweights100",
            "theoneappraisedTheemployeeIhavereadthisperformanceagreement", agreement.sha256,
        ):  # fmt: skip
            assert part in text, part

    def test_a_draft_says_that_it_is_not_agreed(self, world):
        _agreement, row = signed(world)
        services.amend_agreement(
            row.agreements.get(), reason="new_task", explanation="Floods", by=world.manager
        )
        client = world.client("manager")
        texts = [
            pages(client.get(f"{url('plan-pdf', row)}?number={number}").content)[0]
            for number in (1, 2)
        ]
        assert ["Thisversionisnotagreed." in text for text in texts] == [False, True]
        assert ["Floods" in text for text in texts] == [False, True]
        assert client.get(f"{url('plan-pdf', row)}?number=9").status_code == 404

    def test_many_lines_flow_and_the_head_of_the_table_comes_again(self, world):
        _agreement, row = signed(world)
        new = services.amend_agreement(
            row.agreements.get(), reason="new_task", explanation="x", by=world.manager
        )
        more = [
            services.agreements.Entry("", 0, "duties", f"Duty {n}", "done well when " * 12)
            for n in range(20)
        ]
        services.save_agreement(new, [*entries(new), *more], by=world.manager)
        found = pages(world.client("manager").get(url("plan-pdf", row)).content)
        assert len(found) > 1
        assert ["TargetordutyTargetDonewellwhenWeight" in page for page in found] == [True] * len(
            found
        )


def test_before_the_notice_there_is_nothing_to_print(world):
    row = spoken_for(world)
    grade(row, "good")
    spots = [(world.client(role), url(name, row)) for role in ("employee", "manager")
             for name in FORMS]  # fmt: skip
    assert {client.get(spot).status_code for client, spot in spots} == {404}
    services.issue_notices(row.appraisal_cycle, by=None)
    assert {client.get(spot).status_code for client, spot in spots} == {200}


def test_it_is_a_file_with_a_name_of_its_own_that_no_cache_keeps(world):
    row = whole_year(world)
    client, number = world.client("manager"), row.notices.get().number
    names = {
        "result-record": f"appraisal-record-{number}",
        "result-review": f"commitment-and-review-{number}",
        "plan-pdf": f"agreement-{row.pk}-1",
    }
    for name, file in names.items():
        page = client.get(url(name, row))
        headers = ("Content-Type", "Content-Disposition", "Cache-Control")
        assert [page[one] for one in headers] == [
            "application/pdf", f'attachment; filename="{file}.pdf"', "private, no-store",
        ]  # fmt: skip
        assert page.content == client.get(url(name, row)).content


def test_the_pages_lead_to_it(world):
    row = whole_year(world)
    client = world.client("employee")
    page = client.get(url("result", row)).content.decode()
    assert [f'href="{url(name, row)}"' in page for name in FORMS] == [True, True]
    assert (
        f'href="{url("plan-pdf", row)}?number=1"' in client.get(url("plan", row)).content.decode()
    )
