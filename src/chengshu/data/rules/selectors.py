"""Reads of the life of rules: versions and proposed changes."""

from collections.abc import Mapping

from django.db.models import QuerySet

from chengshu.base.clock import api as clock
from chengshu.data.rules.contracts import ChangeState, RuleSpec
from chengshu.data.rules.models import RuleChange, RuleVersion

CATALOGUE = "catalogue"
PERSON = "person"


def find_version(resource_code: str) -> RuleVersion | None:
    """Return the version in force, or None where nobody ever changed a rule."""
    found = RuleVersion.objects.filter(resource_code=resource_code, valid_from__lte=clock.now())
    return found.order_by("-version").first()


def rules_of(version: RuleVersion | None) -> tuple[RuleSpec, ...]:
    """Return what people changed as of a version."""
    return tuple(map(RuleSpec.from_document, version.rules)) if version else ()


def list_versions(resource_code: str) -> list[RuleVersion]:
    """Return every version, oldest first."""
    return list(RuleVersion.objects.filter(resource_code=resource_code).order_by("version"))


def open_changes(resource_code: str) -> QuerySet[RuleChange]:
    """Return the changes that wait for a second person, oldest first."""
    found = RuleChange.objects.filter(resource_code=resource_code, state=ChangeState.OPEN)
    return found.order_by("id")


def declined_by_code(resource_code: str) -> Mapping[str, list[object]]:
    """Return what the catalogue proposed and a person declined: documents by rule."""
    found: dict[str, list[object]] = {}
    rows = RuleChange.objects.filter(
        resource_code=resource_code, origin=CATALOGUE, state=ChangeState.DECLINED
    )
    for row in rows:
        found.setdefault(row.code, []).append(row.rule)
    return found
