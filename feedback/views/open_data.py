"""The published ratings as files, and how they are made. For everybody."""

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from departments.policy_words import is_chinese
from feedback import open_data, published
from feedback.disclosure import LEAST, LONGEST_WAIT, STEP
from feedback.satisfaction import LEAST_COMPARED
from feedback.views.published import MINUTES, for_everybody, shown


@for_everybody
def about(request):
    """The files, their columns, the licence, and the statement of methods."""
    chinese = is_chinese()
    context = {
        "edition": published.latest(),
        "licence": settings.OPEN_DATA_LICENCE,
        "methods": methods(),
        "hidden": open_data.HIDDEN, "none": open_data.NONE,
        "tables": [
            {
                "title": table.title_zh if chinese else table.title_en, "name": table.name,
                "columns": [
                    {"name": one.name, "says": one.says_zh if chinese else one.says_en}
                    for one in table.columns
                ],
            }
            for table in open_data.TABLES
        ],
    }  # fmt: skip
    return shown(request, "published/data.html", context)


def methods():
    """How the numbers come about, a sentence a line."""
    numbers = {"least": LEAST, "step": STEP, "wait": LONGEST_WAIT, "compared": LEAST_COMPARED}
    return [
        text % numbers
        for text in (
            _("Only released ratings count: in batches of five or more, on a later working day. "
              "One receipt is one rating."),
            _("After the end of each month the ratings that came since the last number are told, "
              "if they are %(least)d or more. Fewer wait for the next month, so no rating is lost "
              "and no two numbers share one."),
            _("Every number is rounded to %(step)d. Percentages come from rounded numbers."),
            _("How answers are spread is told once %(least)d are positive and %(least)d are not, "
              "else after %(wait)d months; answers that fewer gave are told together, and figures "
              "then lie between two values."),
            _("Sums of departments, quarters and years are sums of published numbers. They hold "
              "nothing that is not published, so they are a little lower than all ratings."),
            _("What was told stays. A rating that is taken out later stays in the numbers of its "
              "month and is counted under the ratings that do not count."),
            _("Ratings with a receipt, from other pages, of surveys and without a receipt are "
              "never added up; those without a receipt weigh nothing. Two scales are never "
              "averaged."),
            _("Who rates is who wants to: the share may differ from that of all users. The range "
              "(Wilson, 95 %%) tells chance only. Nobody below %(compared)d ratings is compared, "
              "and nobody is ranked."),
        )
    ]  # fmt: skip


@for_everybody
def file(request, name, kind):
    """One table, row by row; never held in memory."""
    table = open_data.table_named(name)
    if table is None or kind not in open_data.KINDS:
        raise Http404
    content_type, write = open_data.KINDS[kind]
    return StreamingHttpResponse(
        write(table), content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )  # fmt: skip


@for_everybody
def package(request):
    """The description that programs read. Checksums are made once in ten minutes."""
    edition = published.latest()
    key = f"public-data-package:{edition.pk if edition else 0}:{get_language()}"
    found = cache.get(key)
    if found is None:
        found = open_data.descriptor(
            edition, settings.OPEN_DATA_LICENCE,
            lambda name, kind: reverse("feedback:public-file", args=[name, kind]).rsplit("/", 1)[1],
            "\n".join(methods()),
        )  # fmt: skip
        cache.set(key, found, MINUTES)
    return JsonResponse(found, json_dumps_params={"indent": 1, "ensure_ascii": False})
