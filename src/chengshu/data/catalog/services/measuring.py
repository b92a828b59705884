"""What counts: rows as the lake reports them, who counts towards targets, counts day by day."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Count, Sum

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import Measure, Standing
from chengshu.data.catalog.documents import from_document
from chengshu.data.catalog.models import CountRow, Resource
from chengshu.data.catalog.services.projection import index_items, project

_CHUNK = 500
# Who counts: published, attached, the first of its table, with items and rows. A second entry of a
# title is never published: the constraint one_title_per_provider leaves punctuation aside.
_STAND = """
UPDATE catalog_resource AS row SET standing = new.standing
FROM (
    SELECT entry.id,
        CASE
            WHEN entry.state = 'withdrawn' THEN 'withdrawn'
            WHEN entry.state <> 'published' THEN 'unpublished'
            WHEN source.id IS NULL THEN 'unattached'
            WHEN row_number() OVER (
                PARTITION BY entry.state, source.source_code, source.table ORDER BY source.id
            ) > 1 THEN 'duplicate'
            WHEN entry.item_count = 0 OR coalesce(entry.row_count, 0) = 0 THEN 'empty'
            ELSE 'counted'
        END AS standing
    FROM catalog_resource AS entry
    LEFT JOIN catalog_attachmentrow AS source ON source.resource_id = entry.id
) AS new
WHERE new.id = row.id AND new.standing <> row.standing
"""


@transaction.atomic
def save_measures(measures: Iterable[Measure]) -> int:
    """Keep what rooms report of entries; return how many entries changed."""
    wanted = {measure.resource_key: measure for measure in measures}
    changed = []
    rows = Resource.objects.only("key", "row_count", "data_at", "late_at").filter(key__in=wanted)
    for row in rows:
        new = wanted[row.key]
        values = (new.rows, new.data_at, new.late_at)
        if (row.row_count, row.data_at, row.late_at) != values:
            row.row_count, row.data_at, row.late_at = values
            changed.append(row)
    Resource.objects.bulk_update(changed, ["row_count", "data_at", "late_at"], batch_size=_CHUNK)
    return len(changed)


def judge_standing() -> int:
    """Decide anew which entries count towards targets; return how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(_STAND)
        return int(cursor.rowcount)


@transaction.atomic
def count_day() -> None:
    """Keep today's counts per department; later counts of the day replace earlier ones."""
    counted = Resource.objects.filter(standing=Standing.COUNTED).order_by()
    sums = counted.values("provider_code").annotate(
        entries=Count("pk"), items=Sum("item_count"), rows=Sum("row_count")
    )
    today = clock.today()
    CountRow.objects.filter(day=today).delete()
    CountRow.objects.bulk_create(CountRow(day=today, **line) for line in sums)


def index_missing() -> int:
    """Index entries kept before there was an index for titles and items; return how many."""
    keys = list(Resource.objects.filter(title_search__isnull=True).values_list("pk", flat=True))
    for start in range(0, len(keys), _CHUNK):
        _index(keys[start : start + _CHUNK])
    return len(keys)


@transaction.atomic
def _index(keys: Iterable[int]) -> None:
    rows = Resource.objects.select_for_update(of=("self",)).select_related("shown")
    pairs = []
    for row in rows.filter(pk__in=list(keys), shown__isnull=False):
        draft = from_document(row.shown.document if row.shown else {})
        project(row, draft, provider_name=row.provider_name)
        row.save()
        pairs.append((row, draft))
    index_items(pairs)
