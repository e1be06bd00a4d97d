"""Addresses of scorecards, KPI pages, methods, the audit log and one's own tokens."""

from django.urls import path, re_path

from reports.views import (
    audit_log,
    calendar,
    compare,
    department,
    indicator,
    league,
    methods,
    radar,
    tokens,
)

app_name = "reports"
urlpatterns = [
    path("scorecard/", department.own, name="scorecard"),
    # The code of a department may hold slashes; where both readings fit, the KPI goes first.
    re_path(
        r"^scorecard/(?P<code>.+)/(?P<indicator>[^/]+)/series\.(?P<kind>csv|json)$",
        indicator.series,
        name="series",
    ),
    path("scorecard/<path:code>/<str:indicator>/", indicator.indicator, name="indicator"),
    path("scorecard/<path:code>/", department.department, name="department"),
    path("league/", league.league, name="league"),
    path("compare/", compare.compare, name="compare"),
    path("radar/", radar.radar, name="radar"),
    path("radar/scan/", radar.scan, name="radar-scan"),
    path("radar/pairs/", radar.mirrors, name="mirrors"),
    path("radar/pairs/<int:pk>/end/", radar.mirror_end, name="mirror-end"),
    path("radar/<int:pk>/", radar.signal, name="signal"),
    path("radar/<int:pk>/<str:deed>/", radar.step, name="signal-step"),
    path("methods/", methods.methods, name="methods"),
    path("audit/", audit_log.audit_log, name="audit-log"),
    path("audit/<int:pk>/", audit_log.audit_entry, name="audit-entry"),
    path("audit/<int:pk>/proof.json", audit_log.audit_proof, name="audit-proof"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke_token, name="token-revoke"),
]
