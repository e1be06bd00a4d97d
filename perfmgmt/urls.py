"""Every address. Pages stand under a language (/en/, /zh-hans/); machines use /api/v1/."""

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from perfmgmt.styleguide.views import styleguide
from reports.views.api_docs import SchemaView, docs
from reports.views.home import home

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

PAGES = ["departments", "indicators", "appraisals", "feedback", "reports", "audit"]


def room_urls(module: str) -> list[URLPattern | URLResolver]:
    """The addresses of every room that has the module `urls` or `api_urls`."""
    return [
        path("", include(f"{room}.{module}")) for room in PAGES if find_spec(f"{room}.{module}")
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("r/", include("feedback.portal_urls")),
    path("api/v1/", include((room_urls("api_urls"), "api"))),
    path("api/schema/", SchemaView.as_view(), name="api-schema"),
    path("api/docs/", docs, name="api-docs"),
]
if settings.METRICS:
    urlpatterns += [path("", include("django_prometheus.urls"))]
urlpatterns += i18n_patterns(
    path("", home, name="home"),
    *room_urls("urls"),
    path("accounts/", include("allauth.urls")),
    path("styleguide/", styleguide, name="styleguide"),
    path("admin/", admin.site.urls),
)

handler400 = "perfmgmt.errors.bad_request"
handler403 = "perfmgmt.errors.permission_denied"
handler404 = "perfmgmt.errors.not_found"
handler500 = "perfmgmt.errors.server_error"
