"""Identifier kinds of columns, decided by check digits and forms of their contents.

Each value that passes the check of a kind speaks for it by log(pass rate / chance), each that
fails against it; what a kind is worth is its log odds. A name adds a little but never decides: with
no value that passes there is no finding.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from chengshu.data.survey.inference import checks, forms
from chengshu.data.survey.inference.contents import Contents
from chengshu.data.survey.inference.rulebook import IdentifierKind, get_rulebook

_LEAST_FIRST_SHARE = 0.25
_FEW, _MANY = 5, 8
_MONTH_DAY_SHARE = 0.9
_DENSE = 1.5
_ODDS_CAP = 12.0
_YOUNG_SHARE = 0.6
_NEARLY_ALL = 0.85


@dataclass(frozen=True)
class Finding:
    """How far a column is of one kind: values that pass, of how many, and the log odds."""

    kind: str
    passed: int
    total: int
    odds: float
    is_masked: bool = False

    @property
    def share(self) -> float:
        """Share of the filled values that pass."""
        return self.passed / self.total if self.total else 0.0

    @property
    def wrong(self) -> int:
        """Values that do not pass: dirt, if the column is of this kind."""
        return self.total - self.passed

    @property
    def confidence(self) -> float:
        """The log odds as a probability."""
        return 1 / (1 + math.exp(-self.odds))


def _any_citizen_id(text: str) -> bool:
    return (
        checks.is_citizen_id(text)
        or checks.is_old_citizen_id(text)
        or forms.is_masked_citizen_id(text)
    )


CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "citizen_id": _any_citizen_id,
    "uscc": checks.is_uscc,
    "org_code": checks.is_organisation_code,
    "bank_card": checks.is_bank_card,
    "mobile": forms.is_mobile,
    "landline": forms.is_landline,
    "plate": forms.is_plate,
    "vin": checks.is_vin,
    "email": forms.is_email,
    "ip": forms.is_ip,
    "region_code": checks.is_region_code,
    "passport": forms.is_passport,
    "hk_macao_permit": forms.is_hk_macao_permit,
    "taiwan_permit": forms.is_taiwan_permit,
    "postal_code": forms.is_postal_code,
    "phone": forms.is_telephone,
    "mac": forms.is_mac,
    "imei": checks.is_imei,
    "permanent_residence": forms.is_permanent_residence,
    "grid_code": partial(checks.is_place_code, lengths=frozenset({14, 15, 20})),
    "component_code": partial(checks.is_place_code, lengths=frozenset({16, 17})),
    "device_id": partial(checks.is_place_code, lengths=frozenset({20})),
    "licence_id": forms.is_licence_id,
}
TELEPHONES: Final = frozenset({"mobile", "landline", "phone"})
OTHER_CODE: Final = "other_code"
_PREFIXED: Final = frozenset({"region_code"})  # what numbers of other things often begin with


def _is_dense(values: Sequence[str]) -> bool:
    """Tell whether values are consecutive numbers, as serials are."""
    numbers = sorted({int(value) for value in values if value.isdigit()})
    return len(numbers) >= _FEW and numbers[-1] - numbers[0] < _DENSE * len(numbers)


def _hold_days(values: Sequence[str], start: int) -> bool:
    """Tell whether nearly all values hold month and day at a place, as dated serials do."""
    found = [checks.is_day("2000" + value[start : start + 4]) for value in values]
    return sum(found) >= _MONTH_DAY_SHARE * len(found)


def _fits_mobile(values: Sequence[str]) -> bool:
    plain = [value for value in values if value.isdigit()]
    if len(plain) < _FEW:
        return True
    return not (
        _is_dense(plain)
        or _hold_days(plain, 2)
        or (len({value[:6] for value in plain}) == 1 and checks.is_known_region(plain[0][:6]))
    )


def _fits_old_citizen(values: Sequence[str]) -> bool:
    """Numbers of 15 digits alone: births must spread over years, mostly after 1930."""
    if any(len(value) != 15 for value in values):  # noqa: PLR2004 - the old form
        return True
    years = [int(value[6:8]) for value in values]
    is_young = sum(year >= 30 for year in years) >= _YOUNG_SHARE * len(years)  # noqa: PLR2004 - 1930
    return is_young and len(set(years)) >= min(_FEW, len(values))


def _fits_region(values: Sequence[str]) -> bool:
    """Serials begin with a region and a year; regions do not go on with one."""
    long = [value for value in values if len(value) > 6]  # noqa: PLR2004 - longer than a county
    dated = sum(value[6:8] in {"19", "20"} for value in long)
    return len(long) < _FEW or dated < _MONTH_DAY_SHARE * len(long)


def _fits_document(values: Sequence[str]) -> bool:
    """Numbers of documents are drawn at random; serials share their first digits."""
    heads = {value[1:4] for value in values}
    return len(values) < _FEW or len(heads) >= min(_MANY, len(values) // 2)


def _is_version(values: Sequence[str]) -> bool:
    """Tell whether dotted numbers are small throughout, as versions are and addresses are not."""
    numbers = [int(part) for value in values for part in value.split(".") if part.isdigit()]
    return bool(numbers) and max(numbers) < 32  # noqa: PLR2004 - no version counts so far


GUARDS: Final[dict[str, Callable[[Sequence[str]], bool]]] = {
    "mobile": _fits_mobile,
    "phone": _fits_mobile,
    "citizen_id": _fits_old_citizen,
    "region_code": _fits_region,
    "passport": _fits_document,
    "hk_macao_permit": _fits_document,
    "bank_card": lambda values: not _is_dense(values),
    "org_code": lambda values: not _is_dense(values) and not _hold_days(values, 4),
    "ip": lambda values: not _is_version(values),
}


def judge_identifiers(contents: Contents) -> tuple[Finding, ...]:
    """Return what the contents say of each kind that enough values pass, likeliest first."""
    found = [
        finding
        for kind in get_rulebook().identifier_kinds.values()
        if (finding := _judge(kind, contents)) is not None
    ]
    return tuple(sorted(_settle_telephones(found), key=lambda finding: -finding.odds))


def _settle_telephones(found: list[Finding]) -> list[Finding]:
    """Keep the one sort of telephone that explains the column: mixed ones only where needed."""
    both = next((finding for finding in found if finding.kind == "phone"), None)
    if both is None:
        return found
    single = [f for f in found if f.kind in TELEPHONES - {"phone"}]
    enough = any(f.passed >= _NEARLY_ALL * both.passed for f in single)
    dropped = {"phone"} if enough else TELEPHONES - {"phone"}
    return [finding for finding in found if finding.kind not in dropped]


def _judge(kind: IdentifierKind, contents: Contents) -> Finding | None:
    """Return the finding of one kind, or None where nothing speaks for it.

    Where values repeat, rows count rather than different values: dirt has many faces.
    """
    check = CHECKS[kind.name]
    few = contents.few
    first = sum(map(check, few))
    if first < max(1, _LEAST_FIRST_SHARE * len(few)):
        return None
    passing = [value for value in contents.values if check(value)]
    total = len(contents.values)
    share = max(len(passing) / total, contents.row_share(passing))
    if share < kind.least:
        return None
    guard = GUARDS.get(kind.name)
    if guard is not None and not guard(passing):
        return None
    is_masked = kind.name in {"citizen_id", "mobile"} and any("*" in value for value in passing)
    odds = _odds(kind, len(passing), failed=(1 - share) * len(passing) / share)
    return Finding(kind.name, len(passing), total, odds, is_masked)


def _odds(kind: IdentifierKind, passed: int, *, failed: float) -> float:
    """Return log odds: the prior, and what each value says. Dirt speaks against, but mildly."""
    rate = get_rulebook().identification.pass_rate
    support = passed * math.log(rate / kind.chance)
    doubt = failed * math.log((1 - rate) / (1 - kind.chance))
    prior = math.log(kind.prior / (1 - kind.prior))
    return max(-_ODDS_CAP, min(_ODDS_CAP, prior + support + doubt))


def weigh_name(finding: Finding, named: str) -> float:
    """Return the log odds of a finding beside the kind that the name speaks of ("": none)."""
    rules = get_rulebook().identification
    kind = get_rulebook().identifier_kinds[finding.kind]
    if named == OTHER_CODE:
        return finding.odds if kind.alone and finding.kind not in _PREFIXED else -_ODDS_CAP
    if named == finding.kind or {named, finding.kind} <= TELEPHONES:
        return finding.odds + rules.name_odds
    if not kind.alone:
        return -_ODDS_CAP
    return finding.odds + (rules.against_odds if named else 0.0)


def judge_local(contents: Contents) -> Finding | None:
    """Return a finding of telephones where local numbers without area code count too.

    Where most values look like mobiles, they were judged before and refused.
    """
    values = contents.values
    passed = sum(map(forms.is_any_telephone, values))
    mobiles = sum(map(forms.is_mobile, values))
    least = get_rulebook().identifier_kinds["landline"].least
    if not values or passed < least * len(values) or 2 * mobiles > len(values):
        return None
    is_local = mobiles <= (1 - _NEARLY_ALL) * passed
    return Finding("landline" if is_local else "phone", passed, len(values), 0.0)


def choose_identifier(findings: Sequence[Finding], named: str) -> tuple[Finding, float] | None:
    """Return the likeliest kind with its confidence, or None where nothing is proven."""
    weighed = sorted(
        ((weigh_name(finding, named), finding) for finding in findings),
        key=lambda pair: -pair[0],
    )
    if not weighed:
        return None
    odds, finding = weighed[0]
    confidence = 1 / (1 + math.exp(-odds))
    if confidence < get_rulebook().identification.least_confidence:
        return None
    return finding, confidence


def are_consecutive(values: Sequence[str]) -> bool:
    """Tell whether whole numbers follow one another closely: a running number."""
    numbers = sorted({int(value) for value in values if value.isdigit()})
    steps = [after - before for before, after in pairwise(numbers)]
    return len(steps) >= _FEW and sorted(steps)[len(steps) // 2] <= 2  # noqa: PLR2004 - nearly all
