"""Addresses of survey: pages below /survey/, the API below /api/v1/survey/."""

from django.urls import path, re_path

from chengshu.data.survey.views import confirm, drafts, scans
from chengshu.data.survey.views.draft_endpoints import router
from chengshu.data.survey.views.scan_endpoints import router as scan_router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "survey"
_TURN = r"^scans/(?P<scan_id>[0-9]{1,18})/(?P<act>pause|resume|cancel)/$"
router.add_router("/scans", scan_router)
urlpatterns = [
    path("drafts/", drafts.list_tables, name="drafts"),
    path("drafts/<int:draft>/", confirm.show_draft, name="draft"),
    path("drafts/<int:draft>/say/", confirm.say, name="say"),
    path("scans/", scans.list_scans, name="scans"),
    path("scans/new/", scans.new_scan, name="new_scan"),
    path("scans/<int:scan_id>/", scans.show_scan, name="scan"),
    path("scans/<int:scan_id>/part/", scans.show_part, name="scan_part"),
    re_path(_TURN, scans.turn_scan, name="turn_scan"),
]
