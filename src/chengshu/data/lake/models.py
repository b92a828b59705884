"""What lake remembers in PostgreSQL: landed files and published snapshots."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengshu.data.lake.contracts import RESTORE, PublishMode


class Landing(models.Model):
    """One landed batch, whole; it lies in its parts."""

    batch_id = models.BigIntegerField(unique=True)
    resource_code = models.CharField(max_length=63, db_index=True)
    rows = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    landed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return resource and batch."""
        return f"{self.resource_code}/{self.batch_id}"


class Part(models.Model):
    """One sealed part; `path` is relative to the folder of landed files.

    Its batch may still be landing. `mark` says how far the source was read, in the words of who
    lands; empty where nobody can go on from here.
    """

    landing = models.ForeignKey(Landing, null=True, on_delete=models.SET_NULL, related_name="parts")
    batch_id = models.BigIntegerField()
    resource_code = models.CharField(max_length=63)
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=200, unique=True)
    first = models.BigIntegerField()
    rows = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    mark = models.TextField(blank=True)
    sealed_at = models.DateTimeField()
    changes_path = models.CharField(max_length=200, blank=True)  # empty: nothing was changed
    changes_digest = models.CharField(max_length=64, blank=True)
    changes_lines = models.BigIntegerField(default=0)
    change_counts = models.JSONField(default=list)  # [column, step, cells]

    class Meta:
        ordering = ["batch_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch_id", "number"], name="lake_part_once"),
        ]

    def __str__(self) -> str:
        """Return batch and number."""
        return f"{self.batch_id}/{self.number}"


class Snapshot(models.Model):
    """One published state of a resource; rows of this table are never changed.

    `act` names what showed refused rows again; empty where a batch was published.
    """

    MODES: ClassVar = [*((mode.value, mode.value) for mode in PublishMode), (RESTORE, RESTORE)]

    resource_code = models.CharField(max_length=63)
    number = models.PositiveIntegerField()
    version = models.BigIntegerField()
    batch_id = models.BigIntegerField()
    act = models.CharField(max_length=64, blank=True)
    mode = models.CharField(max_length=8, choices=MODES)
    rows = models.BigIntegerField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["resource_code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["resource_code", "number"], name="lake_number_once"),
            models.UniqueConstraint(
                fields=["batch_id"], condition=Q(act=""), name="lake_batch_published_once"
            ),
            models.UniqueConstraint(
                fields=["act"], condition=~Q(act=""), name="lake_act_restored_once"
            ),
        ]

    def __str__(self) -> str:
        """Return resource and number."""
        return f"{self.resource_code}#{self.number}"
