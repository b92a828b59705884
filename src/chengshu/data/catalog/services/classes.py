"""The class tree and the national codes given from it."""

from collections.abc import Iterable

from django.db import transaction

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ClassNode, EventKind
from chengshu.data.catalog.errors import ClassNotFoundError
from chengshu.data.catalog.models import ClassNodeRow, FormerCode, Resource, Version
from chengshu.data.catalog.services.events import add_event


@transaction.atomic
def save_classes(*, nodes: Iterable[ClassNode]) -> int:
    """Add or rename nodes of the class tree; return how many rows changed."""
    known = {row.code: row for row in ClassNodeRow.objects.all()}
    changed = 0
    for node in nodes:
        row = known.get(node.code, ClassNodeRow(code=node.code))
        wanted = (node.name, node.parent, node.provenance)
        if row.pk and (row.name, row.parent, row.provenance) == wanted:
            continue
        row.name, row.parent, row.provenance = wanted
        row.save()
        known[node.code] = row
        changed += 1
    return changed


def give_code(actor: Actor, resource: Resource, version: Version, *, class_path: str) -> None:
    """Give the entry its national code; a new class gives a new code and keeps the old one.

    Raises:
        ClassNotFoundError: The class path does not exist.
    """
    if resource.national_code.partition("/")[0] == class_path:
        return
    leaf = ClassNodeRow.objects.select_for_update().filter(code=class_path).first()
    if leaf is None:
        raise ClassNotFoundError(key=class_path)
    leaf.last_sequence += 1
    leaf.save()
    former = resource.national_code
    resource.class_path = class_path
    resource.sequence = leaf.last_sequence
    resource.national_code = f"{class_path}/{leaf.last_sequence}"
    if former:
        FormerCode.objects.create(resource=resource, national_code=former, until=clock.now())
        add_event(actor, version, EventKind.RECODED, reason=f"{former} → {resource.national_code}")
