"""Tables of quality: judgements, refused rows, repair orders."""

from django.db import models
from django.db.models import F, Q


class Judgement(models.Model):
    """The verdict over one batch, with the rules as they were; written once."""

    batch_id = models.BigIntegerField(unique=True)
    resource_code = models.CharField(max_length=128, db_index=True)
    resource_title = models.CharField(max_length=256)
    organisation_code = models.CharField(max_length=64, db_index=True)
    landed = models.BigIntegerField()
    accepted = models.BigIntegerField()
    quarantined = models.BigIntegerField()
    rules = models.JSONField(default=list)
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["-batch_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(landed=F("accepted") + F("quarantined")), name="every_row_has_one_end"
            )
        ]

    def __str__(self) -> str:
        """Return resource and batch."""
        return f"{self.resource_code} #{self.batch_id}"


class RefusedRow(models.Model):
    """One refused row with its reasons and its end state."""

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="refused")
    resource_code = models.CharField(max_length=128)
    position = models.BigIntegerField()
    key = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=16, default="quarantined")
    repaired_batch = models.BigIntegerField(null=True)
    repaired_position = models.BigIntegerField(null=True)
    waived_by = models.CharField(max_length=150, blank=True)
    waived_reason = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["judgement", "position"]
        constraints = [
            models.UniqueConstraint(fields=["judgement", "position"], name="one_record_per_row"),
            models.CheckConstraint(
                condition=~Q(state="repaired") | Q(repaired_batch__isnull=False),
                name="repaired_says_by_which_row",
            ),
            models.CheckConstraint(
                condition=~Q(state="waived") | ~(Q(waived_by="") | Q(waived_reason="")),
                name="waived_says_by_whom_and_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["resource_code"], condition=Q(state="quarantined"), name="open_rows"
            )
        ]

    def __str__(self) -> str:
        """Return judgement and position."""
        return f"{self.judgement} @{self.position}"


class RepairOrder(models.Model):
    """The refused rows of one batch, handed to their provider with a deadline."""

    number = models.CharField(max_length=32, unique=True)
    judgement = models.OneToOneField(Judgement, on_delete=models.PROTECT, related_name="order")
    organisation_code = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=16, default="open")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    unit = models.CharField(max_length=16)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-number"]

    def __str__(self) -> str:
        """Return the number."""
        return self.number
