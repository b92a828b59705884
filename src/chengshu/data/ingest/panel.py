"""What the loads show on the page of an entry: where its rows come from, how fresh, how good."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import EntryPanel, PanelFact, ResourceInfo
from chengshu.data.ingest import selectors, timing
from chengshu.data.ingest.contracts import BatchInfo
from chengshu.data.ingest.wordings import STATES
from chengshu.data.lake import api as lake


def show_lineage(actor: Actor, key: str) -> EntryPanel | None:
    """Return lineage, freshness and quality of an entry; details to whom batches may be shown."""
    resource = catalog.find_resource(actor, key)
    if resource is None or resource.attachment is None:
        return None
    title = _("血缘、时效与质量")
    batch = selectors.last_batches([key]).get(key)
    if batch is None:
        return EntryPanel(title, empty=_("已挂接，还没有入库。"))
    sees = access.may(actor, "ingest.read", organisation=resource.provider_code)
    url = reverse("ingest:batch", args=[batch.id]) if sees else ""
    return EntryPanel(title, facts=[*_lineage(batch, url), *_state(resource), *_quality(batch)])


def _lineage(batch: BatchInfo, url: str) -> Iterator[PanelFact]:
    snapshot = lake.latest_snapshot(batch.resource_code)
    way = [batch.source_code, batch.table] if url else []
    way.append(_("批次 %(number)s") % {"number": batch.id})
    if snapshot is not None:
        way.append(_("快照 %(number)s") % {"number": snapshot.number})
    yield PanelFact(_("血缘"), " → ".join(way), url)
    if snapshot is not None:
        yield PanelFact(_("数据行数"), f"{snapshot.rows:,}")
    yield PanelFact(_("最近批次"), STATES[batch.state].text, tone=STATES[batch.state].tone)


def _state(resource: ResourceInfo) -> Iterator[PanelFact]:
    loaded = selectors.last_loaded([resource.key]).get(resource.key)
    if loaded is None:
        return
    yield PanelFact(_("最近更新"), f"{loaded.astimezone():%Y-%m-%d %H:%M}")
    late = timing.is_late(resource.update_cycle, loaded)
    word = _("逾期") if late else _("按周期")
    yield PanelFact(_("时效"), word, tone="caution" if late else "good")


def _quality(batch: BatchInfo) -> Iterator[PanelFact]:
    if batch.landed:
        share = f"{batch.accepted / batch.landed:.2%}"
        words = _("%(share)s（%(rows)s 行问题数据）") % {
            "share": share,
            "rows": f"{batch.quarantined:,}",
        }
        yield PanelFact(_("合格率"), words)
