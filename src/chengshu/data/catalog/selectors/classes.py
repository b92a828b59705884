"""Reading the class tree."""

from collections.abc import Iterable, Mapping

from chengshu.data.catalog.contracts import ClassNode
from chengshu.data.catalog.models import ClassNodeRow


def list_classes() -> tuple[ClassNode, ...]:
    """Return every node in order of code."""
    return tuple(
        ClassNode(code=row.code, name=row.name, parent=row.parent, provenance=row.provenance)
        for row in ClassNodeRow.objects.order_by("code")
    )


def name_class(*, code: str) -> str:
    """Return the names from the root to `code`, joined by " / "; empty when unknown."""
    if not code:
        return ""
    starts = [code[:length] for length in range(1, len(code) + 1)]
    names = ClassNodeRow.objects.filter(code__in=starts).order_by("code")
    return " / ".join(names.values_list("name", flat=True))


def name_classes(*, codes: Iterable[str]) -> Mapping[str, str]:
    """Return the joined names of many nodes, read at once."""
    names = dict(ClassNodeRow.objects.values_list("code", "name"))
    return {code: " / ".join(_names_above(code, names)) for code in codes}


def _names_above(code: str, names: Mapping[str, str]) -> list[str]:
    starts = (code[:length] for length in range(1, len(code) + 1))
    return [names[start] for start in starts if start in names]


def is_leaf(*, code: str) -> bool:
    """Tell whether the node exists and nothing hangs below it."""
    exists = ClassNodeRow.objects.filter(code=code).exists()
    return exists and not ClassNodeRow.objects.filter(parent=code).exists()
