"""What lake remembers in PostgreSQL: landed files and published snapshots."""

from typing import ClassVar

from django.db import models

from chengshu.data.lake.contracts import PublishMode


class Landing(models.Model):
    """One landed file; `path` is relative to the folder of landed files."""

    batch_id = models.BigIntegerField(unique=True)
    resource_code = models.CharField(max_length=63, db_index=True)
    path = models.CharField(max_length=200)
    rows = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    landed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return resource and batch."""
        return f"{self.resource_code}/{self.batch_id}"


class Snapshot(models.Model):
    """One published state of a resource; rows of this table are never changed."""

    MODES: ClassVar = [(mode.value, mode.value) for mode in PublishMode]

    resource_code = models.CharField(max_length=63)
    number = models.PositiveIntegerField()
    version = models.BigIntegerField()
    batch_id = models.BigIntegerField(unique=True)
    mode = models.CharField(max_length=8, choices=MODES)
    rows = models.BigIntegerField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["resource_code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["resource_code", "number"], name="lake_number_once"),
        ]

    def __str__(self) -> str:
        """Return resource and number."""
        return f"{self.resource_code}#{self.number}"
