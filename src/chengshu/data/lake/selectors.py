"""Reads of landed files and snapshots."""

from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from chengshu.base.settings import api as settings_api
from chengshu.data.lake.contracts import (
    ChangeCount,
    ChangeFile,
    LandedFile,
    LandedPart,
    MarksFile,
    SnapshotInfo,
)
from chengshu.data.lake.errors import LandedFileError, SnapshotNotFoundError
from chengshu.data.lake.models import Landing, Part, Snapshot


def landed_folder(*parts: str) -> Path:
    """Return the folder of landed files."""
    return settings_api.home_folder("lake", "landed", *parts)


def marks_folder(*parts: str) -> Path:
    """Return the folder of marks files."""
    return settings_api.home_folder("lake", "marks", *parts)


def marks_path(marks: MarksFile) -> Path:
    """Return where a marks file lies.

    Raises:
        LandedFileError: It is gone.
    """
    path = marks_folder() / marks.name
    if not path.is_file():
        raise LandedFileError(
            reason=_("批次 %(batch)s 的质检标记文件不在磁盘上") % {"batch": marks.batch_id}
        )
    return path


def marks_paths(files: Iterable[MarksFile]) -> list[Path]:
    """Return where some marks files lie; batches without a failed row have none."""
    return [marks_path(marks) for marks in files if marks.name]


def find_landed(*, resource_code: str, batch_id: int) -> LandedFile | None:
    """Return the landed batch, or None when it is not whole or a part is gone from disk."""
    row = Landing.objects.filter(resource_code=resource_code, batch_id=batch_id).first()
    if row is None:
        return None
    parts = tuple(to_part(part) for part in row.parts.order_by("number"))
    if not parts or not all(part.path.is_file() for part in parts):
        return None
    return LandedFile(row.batch_id, row.resource_code, parts, row.rows, row.digest)


def find_sealed(*, resource_code: str, batch_id: int) -> LandedPart | None:
    """Return the last part of an unfinished landing that one can go on from, or None."""
    rows = Part.objects.filter(resource_code=resource_code, batch_id=batch_id, landing=None)
    row = rows.exclude(mark="").order_by("-number").first()
    return to_part(row) if row else None


def to_part(row: Part) -> LandedPart:
    """Return the contract of a model row."""
    changes = None
    if row.changes_path:
        counts = tuple(ChangeCount(*count) for count in row.change_counts)
        file = landed_folder() / row.changes_path
        changes = ChangeFile(file, row.changes_lines, row.changes_digest, counts)
    path = landed_folder() / row.path
    return LandedPart(path, row.first, row.rows, row.digest, row.mark, changes)


def find_snapshot(snapshot_id: int) -> SnapshotInfo | None:
    """Return one snapshot by id, or None."""
    row = Snapshot.objects.filter(pk=snapshot_id).first()
    return to_info(row) if row else None


def find_snapshot_of_batch(batch_id: int) -> SnapshotInfo | None:
    """Return the snapshot a batch made, or None."""
    row = Snapshot.objects.filter(batch_id=batch_id, act="").first()
    return to_info(row) if row else None


def find_snapshot_of_act(act: str) -> SnapshotInfo | None:
    """Return the snapshot in which an act showed refused rows, or None."""
    row = Snapshot.objects.filter(act=act).first()
    return to_info(row) if row else None


def find_latest(resource_code: str) -> SnapshotInfo | None:
    """Return the newest snapshot of a resource, or None."""
    row = Snapshot.objects.filter(resource_code=resource_code).order_by("-number").first()
    return to_info(row) if row else None


def list_snapshots(resource_code: str) -> tuple[SnapshotInfo, ...]:
    """Return the snapshots of a resource, newest first."""
    rows = Snapshot.objects.filter(resource_code=resource_code).order_by("-number")
    return tuple(to_info(row) for row in rows)


def list_latest() -> tuple[SnapshotInfo, ...]:
    """Return the newest snapshot of each resource, by resource."""
    rows = Snapshot.objects.order_by("resource_code", "-number").distinct("resource_code")
    return tuple(to_info(row) for row in rows)


def find_asked(resource_code: str, snapshot_id: int | None) -> SnapshotInfo | None:
    """Return the snapshot a question is put to: the named one, else the latest or None.

    Raises:
        SnapshotNotFoundError: The named one does not exist or is of another resource.
    """
    if snapshot_id is None:
        return find_latest(resource_code)
    snapshot = find_snapshot(snapshot_id)
    if snapshot is None or snapshot.resource_code != resource_code:
        raise SnapshotNotFoundError(kind=_("快照"), key=snapshot_id)
    return snapshot


def to_info(row: Snapshot) -> SnapshotInfo:
    """Return the contract of a model row."""
    return SnapshotInfo(
        id=row.pk,
        resource_code=row.resource_code,
        number=row.number,
        version=row.version,
        batch_id=row.batch_id,
        rows=row.rows,
        published_at=row.published_at,
        restores=bool(row.act),
    )
