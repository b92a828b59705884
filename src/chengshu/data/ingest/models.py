"""Tables of ingest: batches and load options."""

from django.db import models
from django.db.models import F, Q


class Batch(models.Model):
    """One batch and where it stands; the counts are filled step by step."""

    resource_code = models.CharField(max_length=128)
    resource_title = models.CharField(max_length=256)
    organisation_code = models.CharField(max_length=64, db_index=True)
    source_code = models.CharField(max_length=64)
    table = models.CharField(max_length=512)
    mode = models.CharField(max_length=16)
    cursor_column = models.CharField(max_length=128, blank=True)
    state = models.CharField(max_length=16, default="open")
    attempts = models.PositiveSmallIntegerField(default=0)
    source_count = models.BigIntegerField(null=True)
    landed = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    misshapen = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    cursor_from = models.TextField(blank=True)  # empty: from the beginning
    cursor_to = models.TextField(blank=True)
    seam = models.JSONField(default=dict)
    plan_version = models.PositiveIntegerField(default=0)
    change_counts = models.JSONField(default=list)  # [column, step, cells]
    snapshot_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField()
    landed_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["resource_code", "-id"], name="batches_of_resource")]
        constraints = [
            models.UniqueConstraint(
                fields=["resource_code"],
                condition=Q(state__in=["open", "landed", "judged"]),
                name="one_batch_under_way",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["judged", "published"])
                | Q(landed=F("accepted") + F("quarantined")),
                name="landed_is_accepted_plus_quarantined",
            ),
        ]

    def __str__(self) -> str:
        """Return resource and number."""
        return f"{self.resource_code} #{self.pk}"


class LoadOption(models.Model):
    """What a person set for the loads of one resource."""

    resource_code = models.CharField(max_length=128, unique=True)
    null_words = models.JSONField(null=True)
    is_scheduled = models.BooleanField(default=True)

    def __str__(self) -> str:
        """Return the resource."""
        return self.resource_code
