"""Tables of quality: judgements with their counters, later ends of rows."""

from typing import Final

from django.db import models
from django.db.models import F, Q

# What may become of a quarantined row, in the order in which pages tell it; `waiting` are open.
COUNTERS: Final = (
    "waiting", "repeated", "repaired", "superseded", "withdrawn", "waived", "restored",
)  # fmt: skip


class Judgement(models.Model):
    """The verdict over one batch, with the rules as they were and the file of its marks.

    What was judged is never changed; the counters follow the ends of rows and always add up.
    `rules_version` is the version of the rules, 0 where nobody changed what the catalogue implies.
    """

    batch_id = models.BigIntegerField(unique=True)
    resource_code = models.CharField(max_length=128, db_index=True)
    resource_title = models.CharField(max_length=256)
    organisation_code = models.CharField(max_length=64, db_index=True)
    landed = models.BigIntegerField()
    accepted = models.BigIntegerField()
    quarantined = models.BigIntegerField()
    warned = models.BigIntegerField(default=0)
    waiting = models.BigIntegerField(default=0)
    repeated = models.BigIntegerField(default=0)
    repaired = models.BigIntegerField(default=0)
    superseded = models.BigIntegerField(default=0)
    withdrawn = models.BigIntegerField(default=0)
    waived = models.BigIntegerField(default=0)
    restored = models.BigIntegerField(default=0)
    rules = models.JSONField(default=list)
    rules_version = models.PositiveIntegerField(default=0)
    stopped_by = models.JSONField(default=list)
    key = models.JSONField(default=list)
    marks_name = models.CharField(max_length=200, blank=True, db_index=True)
    marks_rows = models.BigIntegerField(default=0)
    marks_digest = models.CharField(max_length=64, blank=True)
    judged_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-batch_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(landed=F("accepted") + F("quarantined")), name="every_row_has_one_end"
            ),
            models.CheckConstraint(
                condition=Q(
                    quarantined=F("waiting")
                    + F("repeated")
                    + F("repaired")
                    + F("superseded")
                    + F("withdrawn")
                    + F("waived")
                    + F("restored")
                ),
                name="every_refused_row_has_one_end",
            ),
            models.CheckConstraint(
                condition=Q(
                    warned__gte=0, waiting__gte=0, repeated__gte=0, repaired__gte=0,
                    superseded__gte=0, withdrawn__gte=0, waived__gte=0, restored__gte=0,
                ),
                name="no_count_below_nothing",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["resource_code"], condition=Q(waiting__gt=0), name="open_rows")
        ]

    def __str__(self) -> str:
        """Return resource and batch."""
        return f"{self.resource_code} #{self.batch_id}"


class Ending(models.Model):
    """One act by which quarantined rows came to their end: a later batch, or a person."""

    resource_code = models.CharField(max_length=128, db_index=True)
    state = models.CharField(max_length=16)
    batch_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["repaired", "superseded", "withdrawn"])
                | Q(batch_id__isnull=False),
                name="a_later_batch_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waived", "restored"]) | ~(Q(by="") | Q(reason="")),
                name="a_person_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        """Return resource and state."""
        return f"{self.resource_code}: {self.state}"


class RowEnd(models.Model):
    """The later end of one quarantined row; only ever added. Rows without one are open.

    `by_position` is the row in the later batch that took its place.
    """

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="ends")
    position = models.BigIntegerField()
    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, related_name="rows")
    by_position = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["judgement", "position"], name="one_end_per_row")
        ]

    def __str__(self) -> str:
        """Return judgement and position."""
        return f"{self.judgement_id} @{self.position}"
