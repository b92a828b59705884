"""How far a reading may be trusted: judged from its resource, its batches and its age."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import cast

import yaml

from chengshu.base.clock import api as clock
from chengshu.base.settings import api as settings_api
from chengshu.data.catalog.contracts import ResourceInfo, ResourceState
from chengshu.data.ingest.contracts import BatchInfo
from chengshu.operations.vitals.contracts import Frequency, ReadingQuality


@dataclass(frozen=True)
class TrustRules:
    """The numbers of cities/national/vitals.yaml."""

    partial_share: Decimal
    fresh_for: Mapping[Frequency, tuple[Fraction, clock.TimeUnit] | None]


@cache
def get_trust_rules() -> TrustRules:
    """Return the rules of this installation, read once."""
    document: dict[str, object] = {}
    for folder in (settings_api.national_folder(), settings_api.city_folder()):
        path = folder / "vitals.yaml"
        if path.exists():
            document |= yaml.safe_load(path.read_text(encoding="utf-8"))
    spans = cast("Mapping[str, Mapping[str, str] | None]", document["fresh_for"])
    return TrustRules(
        partial_share=Decimal(str(document["partial_share"])),
        fresh_for={Frequency(key): _span(row) for key, row in spans.items()},
    )


def _span(row: Mapping[str, str] | None) -> tuple[Fraction, clock.TimeUnit] | None:
    return None if row is None else (Fraction(row["amount"]), clock.TimeUnit(row["unit"]))


def fresh_until(published_at: dt.datetime, frequency: Frequency) -> dt.datetime | None:
    """Return until when a reading of a snapshot is fresh; None means for ever."""
    span = get_trust_rules().fresh_for[frequency]
    return None if span is None else clock.deadline(published_at, span[0], span[1])


def judge_trust(resource: ResourceInfo, batches: Iterable[BatchInfo]) -> ReadingQuality:
    """Return unconfirmed, partial or ok; age is judged when a reading is looked at."""
    if resource.state is not ResourceState.PUBLISHED:
        return ReadingQuality.UNCONFIRMED
    if any(_is_partial(batch) for batch in batches):
        return ReadingQuality.PARTIAL
    return ReadingQuality.OK


def _is_partial(batch: BatchInfo) -> bool:
    arrived = batch.landed + batch.skipped
    if batch.source_count is not None and arrived < batch.source_count:
        return True
    return batch.quarantined > batch.landed * get_trust_rules().partial_share
