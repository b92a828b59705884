"""A few real things of every room, so that guessed calls sometimes meet one."""

from collections.abc import Iterator
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import (
    Level,
    OrganisationInfo,
    OrganisationKind,
    Post,
    Role,
    system_actor,
)
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import Attachment, LoadMode
from chengshu.data.ingest import api as ingest
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from chengshu.data.survey.services.drafts import keep_drafts
from chengshu.exchange.sharing import api as sharing
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseClassInfo, NewCase
from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import Level as VitalLevel
from chengshu.operations.vitals.contracts import Threshold
from chengshu.operations.warning import api as warning
from chengshu.operations.warning.contracts import AlertRuleSpec
from tests.data.survey.drafted import DRAFT
from tests.exchange.city import ask_for, make_city, person
from tests.operations.vitals import calls

SYSTEM = system_actor("tests")
PASSWORD = "Qing-chen-2026"
ALL_ROUND = frozenset(Role) - {Role.SYSTEM, Role.CITIZEN, Role.AUDITOR}
PEOPLE: dict[str, tuple[tuple[str, ...], frozenset[Role]]] = {  # user name: places, roles
    "anyone": (("bureau", "urban", "civil", "housing"), ALL_ROUND),
    "auditor": (("bureau",), frozenset({Role.AUDITOR})),
    "clerk": (("urban",), frozenset({Role.DATA_OFFICER})),
    "maker": (("housing",), frozenset({Role.DEVELOPER})),
}
# Known values of a path's last parameter: where they are listed, under which key.
LISTED = {
    "/sharing/grants/": ("sharing/grants", "number"),
    "/gateway/grants/": ("sharing/grants", "number"),
    "/sharing/requests/": ("sharing/requests", "id"),
    "/repair/orders/": ("repair/orders", "number"),
    "/quality/rows/": ("quality/rows", "id"),
    "/quality/verdicts/": ("ingest/batches", "id"),
    "/ingest/batches/": ("ingest/batches", "id"),
    "/warning/alerts/": ("warning/alerts", "id"),
    "/vitals/readings/": ("vitals/indicators/heat_on_time/readings", "id"),
    "/dispatch/cases/": ("dispatch/cases", "no"),
    "/base/jobs/": ("base/jobs", "id"),
    "/sources/": ("sources/", "code"),
    "/catalog/code-tables/": ("catalog/code-tables", "code"),
    "/survey/drafts/": ("survey/drafts", "id"),
}
RESOURCES: list[object] = ["repair_calls", "ca_subsidy", "ca_street", "ca_secret"]
SAID: dict[str, object] = {  # fields of bodies and queries that name real things
    "resource_code": "ca_subsidy",
    "application_code": "housing_app",
    "organisation_code": "urban",
    "system_code": "repair",
    "items": ["citizen_id", "amount"],
    "columns": ["id", "kind"],
    "order": ["id"],
    "class_code": "9999",
    "code_system": "test-2026",
    "area_code": "219901001",
    "lead_unit": "water",
    "source": "phone",
    "kind": "files",
    "action": "accept",
}


def make_world() -> dict[str, Client]:
    """Make everything; return a signed-in browser for each person."""
    make_city()
    _settle()
    clients = {name: _enter(name) for name in PEOPLE}
    sharing.request_share(SYSTEM, ask_for("ca_subsidy", "citizen_id", "amount"))
    sharing.request_share(SYSTEM, ask_for("ca_street", "area_code"))
    _publish()
    ingest.enqueue_load(SYSTEM, "repair_calls")
    _watch()
    return clients


def harvest(client: Client) -> dict[str, list[object]]:
    """Return known values by the beginning of the paths whose parameter takes them."""
    known: dict[str, list[object]] = {
        "/vitals/indicators/": ["heat_on_time"],
        "/gateway/applications/": ["housing_app"],
    }
    known |= {
        f"{place}/": RESOURCES
        for place in (
            *("/catalog/resources", "/lake/resources", "/ingest/resources"),
            *("/rules", "/sharing/offers"),
        )
    }
    for place, (path, key) in LISTED.items():
        known[place] = list(_values(client.get(f"/api/v1/{path}").json(), key))
    return known


def _values(document: object, key: str) -> Iterator[object]:
    if isinstance(document, dict):
        if key in document:
            yield document[key]
        else:
            for value in document.values():
                yield from _values(value, key)
    if isinstance(document, list):
        for value in document:
            yield from _values(value, key)


def _settle() -> None:
    for code, name, kind in (
        ("urban", "城市管理局", OrganisationKind.DEPARTMENT),
        ("water", "排水公司", OrganisationKind.UNIT),
    ):
        uscc = "11220000013544541J" if code == "urban" else ""
        info = OrganisationInfo(code, name, uscc, kind, Level.CITY, "219900", None)
        accounts.save_organisation(SYSTEM, info)
    for name, (places, roles) in PEOPLE.items():
        posts = [Post(place, roles) for place in places]
        accounts.save_person(SYSTEM, username=name, name=name, password=PASSWORD, posts=posts)


def _enter(name: str) -> Client:
    client = Client(raise_request_exception=False)
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _publish() -> None:
    """Publish the repair calls: a snapshot, a refused row with its order, a file source."""
    sources.save_system(SYSTEM, code="repair", name="报修系统", organisation_code="urban")
    files = NewSource("repair_files", "报修文件", "repair", "urban", SourceKind.FILES)
    sources.save_source(SYSTEM, files)
    keep_drafts(scan_id=1, source_code="repair_files", organisation_code="urban", drafts=[DRAFT])
    calls.draft_calls()
    clerk = person("clerk", "urban", Role.DATA_OFFICER)
    catalog.submit_resource(SYSTEM, "repair_calls")
    catalog.approve_resource(clerk, "repair_calls")
    catalog.approve_resource(person("admin", "bureau", Role.BUREAU_ADMINISTRATOR), "repair_calls")
    attachment = Attachment("repair_files", "*.csv", LoadMode.FULL)
    catalog.attach_source(SYSTEM, "repair_calls", attachment)
    calls.publish()


def _watch() -> None:
    """Compute an indicator, raise alerts over it, report a case."""
    vitals.save_indicator(SYSTEM, calls.SPEC)
    vitals.compute_indicator(SYSTEM, "heat_on_time")
    dispatch.save_case_classes(SYSTEM, [CaseClassInfo("test-2026", "9999", "其他")])
    rule = AlertRuleSpec(
        code="heat_late",
        name="供热报修不及时",
        indicator_code="heat_on_time",
        thresholds={VitalLevel.RED: Threshold("<", Decimal(99))},
        case_class="9999",
        code_system="test-2026",
        lead_unit="water",
    )
    warning.save_rule(SYSTEM, rule)
    warning.evaluate(SYSTEM)
    case = NewCase(
        title="解放路井盖缺失",
        class_code="9999",
        area_code="219901001",
        source="phone",
        source_key="k1",
        code_system="test-2026",
    )
    dispatch.report_case(SYSTEM, case)
