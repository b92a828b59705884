"""Explaining: one reading walked back to rows, batches, department and person."""

from decimal import Decimal

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.ingest.contracts import BatchInfo
from chengshu.data.lake import api as lake
from chengshu.data.quality import api as quality
from chengshu.operations.vitals import selectors
from chengshu.operations.vitals.contracts import (
    BatchLine,
    Explanation,
    InputLine,
    ReadingInfo,
    RuleLine,
)
from chengshu.operations.vitals.errors import ReadingNotFoundError
from chengshu.operations.vitals.formula import parse_formula
from chengshu.operations.vitals.lineage import list_batches_of
from chengshu.operations.vitals.models import Reading
from chengshu.operations.vitals.words import describe_measure

_READER = system_actor("vitals")


def explain_reading(reading_id: int) -> Explanation:
    """Return the whole trace of one reading."""
    row = selectors.get_reading_row(reading_id)
    snapshot = lake.find_snapshot(row.snapshot_id)
    if snapshot is None:
        raise ReadingNotFoundError(kind="", key=str(reading_id))
    resource = catalog.get_resource(_READER, row.version.resource_code)
    labels = {item.column: item.name_zh for item in resource.items}
    batches = list_batches_of(snapshot)
    spec = selectors.spec_of(row.version)
    return Explanation(
        reading=selectors.reading_info(row),
        definition=spec.definition,
        formula_words=selectors.words_of(spec, labels),
        formula=spec.formula,
        inputs=_inputs(row, labels),
        resource_code=resource.key,
        resource_title=resource.title,
        national_code=resource.national_code,
        snapshot_id=snapshot.id,
        snapshot_number=snapshot.number,
        snapshot_rows=snapshot.rows,
        snapshot_at=snapshot.published_at,
        batches=tuple(_batch_line(batch) for batch in batches),
        rules=tuple(line for batch in batches for line in _rule_lines(batch)),
        provider_code=resource.provider_code,
        provider_name=_organisation_name(resource.provider_code),
        owner_code=spec.owner_code,
        owner_name=_organisation_name(spec.owner_code),
        person=spec.person,
        person_name=selectors.person_name(spec.person),
        earlier=_earlier(row),
    )


def _inputs(row: Reading, labels: dict[str, str]) -> tuple[InputLine, ...]:
    measures = parse_formula(row.version.formula).measures
    return tuple(
        InputLine(name=name, words=describe_measure(measure, labels), value=_value(row, name))
        for name, measure in measures.items()
    )


def _value(row: Reading, name: str) -> Decimal | None:
    text = row.inputs.get(name)
    return None if text is None else Decimal(text)


def _batch_line(batch: BatchInfo) -> BatchLine:
    return BatchLine(
        id=batch.id,
        source_code=batch.source_code,
        table=batch.table,
        mode=batch.mode,
        source_count=batch.source_count,
        landed=batch.landed,
        accepted=batch.accepted,
        quarantined=batch.quarantined,
        digest=batch.digest,
        started_at=batch.started_at,
        ended_at=batch.ended_at,
    )


def _rule_lines(batch: BatchInfo) -> list[RuleLine]:
    verdict = quality.get_verdict(_READER, batch.id)
    return [
        RuleLine(
            batch_id=batch.id,
            rule=count.rule,
            kind=count.kind,
            item=count.item,
            label=count.label,
            expects=count.expects,
            failed=count.failed,
        )
        for count in verdict.by_rule
    ]


def _organisation_name(code: str) -> str:
    found = accounts.find_organisation(code)
    return found.name if found else code


def _earlier(row: Reading) -> tuple[ReadingInfo, ...]:
    rows = selectors.list_reading_rows(
        row.indicator.code, area=row.area_code, period=row.period, superseded=True
    )
    return selectors.reading_infos(rows.exclude(pk=row.pk).order_by("-computed_at"))
