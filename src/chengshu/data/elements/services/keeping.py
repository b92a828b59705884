"""Keeping elements of the city and of departments, and the names people add to elements."""

import re
from dataclasses import fields

from django.db import connection, transaction
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.elements.contracts import DataElement, ElementDraft, Level
from chengshu.data.elements.errors import BadElementError, ElementNotFoundError, NameTakenError
from chengshu.data.elements.folding import fold, list_aliases
from chengshu.data.elements.models import DataElementRow, ElementAliasRow
from chengshu.data.elements.pack import read_vocabulary
from chengshu.data.elements.services.loading import make_alias, make_row

_NUMBERING = 0x656C656D  # the advisory lock under which codes are counted
_CITY = "city"
_AFTER = 1_000_000  # elements of the city follow those of the state in lists
_MOST_ALIASES, _LONGEST_ALIAS = 200, 60


@transaction.atomic
def save_element(*, draft: ElementDraft, code: str = "") -> DataElementRow:
    """Add an element of the city or a department, or change the one of `code`; return its row.

    Raises:
        BadElementError: A word is not of the vocabulary.
        NameTakenError: A standing element of the domain has the name.
    """
    _check_words(draft)
    _check_name(draft.name_zh, draft.domain, organisation_code=draft.organisation_code, code=code)
    level = Level.EXTENSION if draft.organisation_code else Level.LOCAL
    values = {field.name: getattr(draft, field.name) for field in fields(draft)}
    element = DataElement(code=code or _next_code(draft), level=level, **values)
    row = make_row(element, position=_AFTER)
    if code:
        row.pk = find_row(code).pk
    row.save()
    ElementAliasRow.objects.filter(element=row).delete()
    spelled = list_aliases(row.name_zh, row.name_en, ())
    ElementAliasRow.objects.bulk_create(make_alias(row, alias) for alias in spelled)
    save_aliases(row=row, texts=draft.aliases)
    return row


@transaction.atomic
def save_aliases(*, row: DataElementRow, texts: tuple[str, ...]) -> None:
    """Make the names people added to an element be as given; what the pack names stays.

    Raises:
        BadElementError: There are too many names, or one is too long.
    """
    if len(texts) > _MOST_ALIASES or any(len(text) > _LONGEST_ALIAS for text in texts):
        reason = _("别名最多 %(count)s 个，每个不超过 %(length)s 字")
        words = {"count": _MOST_ALIASES, "length": _LONGEST_ALIAS}
        raise BadElementError(field="aliases", reason=reason % words)
    ElementAliasRow.objects.filter(element=row, is_added=True).delete()
    known = set(ElementAliasRow.objects.filter(element=row).values_list("key", flat=True))
    spelled = list_aliases(row.name_zh, row.name_en, texts, is_added=True)
    new = [alias for alias in spelled if fold(alias.text) not in known]
    ElementAliasRow.objects.bulk_create(make_alias(row, alias) for alias in new)


def end_element(*, row: DataElementRow, is_ended: bool) -> None:
    """End an element today, or let it stand again; what was learned of it stays.

    Raises:
        NameTakenError: It would stand again beside another of its name.
    """
    if not is_ended:
        owner = row.organisation_code
        _check_name(row.name_zh, row.domain, organisation_code=owner, code=row.code)
    row.ended_on = clock.today() if is_ended else None
    row.changed_at = clock.now()
    row.save(update_fields=["ended_on", "changed_at"])


def find_row(code: str) -> DataElementRow:
    """Return the row of a code, held until the transaction ends.

    Raises:
        ElementNotFoundError: There is none.
    """
    row = DataElementRow.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise ElementNotFoundError(kind="", key=code)
    return row


def _check_words(draft: ElementDraft) -> None:
    vocabulary = read_vocabulary()
    known = {
        "domain": vocabulary.domains,
        "data_type": vocabulary.types,
        "personal": vocabulary.personal,
        "identifier": vocabulary.identifiers,
        "mask": vocabulary.masks,
    }
    for name, words in known.items():
        value = getattr(draft, name)
        if value not in words and (value or name in {"domain", "data_type"}):
            raise BadElementError(field=name, reason=_("没有“%(word)s”这一项") % {"word": value})


def _check_name(name: str, domain: str, *, organisation_code: str, code: str) -> None:
    """Refuse a name that a standing element of the domain has: local only adds.

    Two departments may mean different things by one name.
    """
    if not fold(name):
        raise BadElementError(field="name_zh", reason=_("名称不能为空"))
    others = DataElementRow.objects.filter(domain=domain, ended_on__isnull=True).exclude(code=code)
    others = others.filter(organisation_code__in={"", organisation_code})
    for key, other in others.values_list("code", "name_zh"):
        if fold(other) == fold(name):
            raise NameTakenError(reason="", name=other, key=key)


def _next_code(draft: ElementDraft) -> str:
    """Return the next code of the city or department; a hyphen keeps it apart from the pack's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    prefix = draft.organisation_code or _CITY
    codes = DataElementRow.objects.filter(code__startswith=f"{prefix}-").values_list("code")
    numbers = [re.fullmatch(r"-(\d+)", code.removeprefix(prefix)) for (code,) in codes]
    last = max((int(number[1]) for number in numbers if number), default=0)
    return f"{prefix}-{last + 1:04d}"
