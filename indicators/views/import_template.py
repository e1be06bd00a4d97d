"""The template of an import: what the person may report in a period, to be filled in and sent."""

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators.forms.import_template import TemplateForm
from indicators.forms.imports import UploadForm
from indicators.intake import prefilled
from indicators.views.frame import REPORTERS, page
from indicators.views.imports import upload_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(*REPORTERS)
def template(request):
    """The workbook, in the language of the page; what stands in its way is said in the form."""
    form = TemplateForm(request.GET or None, user=request.user)
    if form.is_valid():
        asked = form.chosen()
        label, rows = prefilled.lines_of(asked, request.user, form.cleaned_data["branch"])
        if 0 < len(rows) <= prefilled.MOST_ROWS:
            return workbook(label, rows)
        form.add_error(*refusal(label, rows))
    return upload_page(
        request,
        UploadForm(user=request.user, paste=False),
        template=form,
        title=_("Download a template"),
    )


def refusal(label, rows):
    """The field, and why there is no workbook."""
    if not rows:
        return "span", _("Nothing is due from you for %(period)s. Choose another period.") % {
            "period": label
        }
    words = _("More than %(most)s values are due for %(period)s. Name a department of your branch.")
    return "branch", words % {"most": f"{prefilled.MOST_ROWS:,}", "period": label}


def workbook(label, rows):
    language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    name = slugify(f"values-{label}")
    return HttpResponse(
        prefilled.written(label, rows, language),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )
