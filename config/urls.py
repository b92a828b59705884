"""Every address of the web, room by room."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from chengshu.base.console import urls as console_urls
from chengshu.base.look import urls as look_urls
from chengshu.data.catalog import urls as catalog_urls
from chengshu.operations.dispatch import urls as dispatch_urls
from chengshu.operations.vitals import urls as vitals_urls
from chengshu.operations.warning import urls as warning_urls
from chengshu.screens.cockpit import urls as cockpit_urls
from config import wiring
from config.api import api

wiring.connect_rooms()

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("accounts/", include(look_urls.account_patterns)),
    path("sources/", include("chengshu.data.sources.urls")),
    path("elements/", include("chengshu.data.elements.urls")),
    path("catalog/", include(catalog_urls)),
    path("survey/", include("chengshu.data.survey.urls")),
    path("claims/", include("chengshu.data.claims.urls")),
    path("standardisation/", include("chengshu.data.standardisation.urls")),
    path("lake/", include("chengshu.data.lake.urls")),
    path("ingest/", include("chengshu.data.ingest.urls")),
    path("rules/", include("chengshu.data.rules.urls")),
    # Where orders lived until they had a room of their own; tasks in mails still point there.
    path("quality/orders/", RedirectView.as_view(pattern_name="repair:orders")),
    path("quality/orders/<str:number>/", RedirectView.as_view(pattern_name="repair:order")),
    path("quality/", include("chengshu.data.quality.urls")),
    path("repair/", include("chengshu.data.repair.urls")),
    path("vitals/", include(vitals_urls)),
    path("warning/", include(warning_urls)),
    path("dispatch/", include(dispatch_urls)),
    path("m/", include(dispatch_urls.phone_patterns)),
    path("sharing/", include("chengshu.exchange.sharing.urls")),
    path("matching/", include("chengshu.exchange.matching.urls")),
    path("calls/", include("chengshu.exchange.gateway.urls")),
    path("screens/", include(cockpit_urls)),
    path("", include(console_urls)),
    path("", include(look_urls)),
]
