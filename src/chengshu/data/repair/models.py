"""Tables of repair: orders, the batches whose rows they hold, their steps."""

from typing import Final

from django.db import models
from django.db.models import F, Q

STATES: Final = ("open", "answered", "closed")


class RepairOrder(models.Model):
    """Rows of a resource that fail one rule first, handed to their provider with a deadline.

    `rows` and `open_rows` are the sums over its batches. `rule` is empty for orders of the older
    form; `kind` and `label` say the rule where its sentence is not at hand.
    """

    number = models.CharField(max_length=40, unique=True)
    resource_code = models.CharField(max_length=128, db_index=True)
    resource_title = models.CharField(max_length=256)
    organisation_code = models.CharField(max_length=64, db_index=True)
    rule = models.CharField(max_length=256, blank=True)
    kind = models.CharField(max_length=64, blank=True)
    label = models.CharField(max_length=256, blank=True)
    state = models.CharField(max_length=16, default="open")
    rows = models.BigIntegerField(default=0)
    open_rows = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    unit = models.CharField(max_length=16)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource_code", "rule"],
                condition=~Q(state="closed") & ~Q(rule=""),
                name="one_running_order_per_rule",
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="known_order_state"),
            models.CheckConstraint(
                condition=Q(open_rows__gte=0, rows__gte=F("open_rows")), name="open_rows_are_rows"
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class OrderBatch(models.Model):
    """The rows of one batch that an order holds."""

    order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="batches")
    batch_id = models.BigIntegerField(db_index=True)
    rows = models.BigIntegerField()
    open_rows = models.BigIntegerField()

    class Meta:
        ordering = ["batch_id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "batch_id"], name="a_batch_once_in_an_order"),
            models.CheckConstraint(
                condition=Q(open_rows__gte=0, rows__gte=F("open_rows")),
                name="open_rows_of_batch_are_rows",
            ),
        ]

    def __str__(self) -> str:
        """Return order and batch."""
        return f"{self.order_id} #{self.batch_id}"


class OrderStep(models.Model):
    """One thing that happened to an order; only ever added."""

    order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True)
    batch_id = models.BigIntegerField(null=True)
    rows = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        """Return order and kind."""
        return f"{self.order_id}: {self.kind}"
