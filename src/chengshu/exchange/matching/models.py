"""Tables of matching: demands, their history, and the duties providers took on."""

from django.db import models
from django.utils import timezone


class Demand(models.Model):
    """One demand; `answered_at` is when the provider answered, `answer_due_at` its term."""

    title = models.CharField(max_length=128)
    organisation_code = models.CharField(max_length=64, db_index=True)
    scenario = models.TextField()
    basis = models.TextField()
    items = models.TextField()
    frequency = models.CharField(max_length=2)
    mode = models.CharField(max_length=2)
    urgency = models.CharField(max_length=8)
    wanted_on = models.DateField()
    state = models.CharField(max_length=24, db_index=True)
    provider_code = models.CharField(max_length=64, blank=True, db_index=True)
    resource_key = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    submitted_by = models.CharField(max_length=150)
    submitted_at = models.DateTimeField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_code", "title"],
                condition=~models.Q(state__in=["evaluated", "withdrawn"]),
                name="one_open_demand_per_title",
            )
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def number(self) -> str:
        """The number people quote, e.g. `XQ20261120000003`."""
        return f"XQ{timezone.localtime(self.submitted_at):%Y%m%d}{self.pk:06d}"


class DemandEvent(models.Model):
    """One step of a demand. A database trigger refuses to change or delete a row."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=24)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        """Return action and person."""
        return f"{self.action} {self.by}"


class Duty(models.Model):
    """What a provider promised for a demand: quality, person, deadline."""

    demand = models.OneToOneField(Demand, on_delete=models.PROTECT, related_name="duty")
    provider_code = models.CharField(max_length=64, db_index=True)
    promise = models.TextField()
    owner = models.CharField(max_length=64)
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        """Return provider and demand."""
        return f"{self.provider_code} {self.demand_id}"
