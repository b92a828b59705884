"""Tables of vitals: indicators, their versions, computations and readings."""

from django.db import models


class Indicator(models.Model):
    """One indicator: what may change without changing its numbers, and its present version."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    theme = models.CharField(max_length=64)
    precision = models.PositiveSmallIntegerField(default=0)
    direction = models.CharField(max_length=8)
    owner_code = models.CharField(max_length=64)
    person = models.CharField(max_length=150)
    thresholds = models.JSONField(default=dict)
    present = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["theme", "code"]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


class IndicatorVersion(models.Model):
    """What decides the numbers of an indicator; never changed afterwards."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    unit = models.CharField(max_length=16, blank=True)
    resource_code = models.CharField(max_length=64)
    formula = models.JSONField()
    area_item = models.CharField(max_length=64, blank=True)
    period_item = models.CharField(max_length=64, blank=True)
    frequency = models.CharField(max_length=8)
    definition = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["indicator", "number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="one_version_per_number")
        ]
        indexes = [models.Index(fields=["resource_code"])]

    def __str__(self) -> str:
        """Return indicator and number."""
        return f"{self.indicator_id} v{self.number}"


class Computation(models.Model):
    """That a version was computed on a snapshot: a repeat finds this line and does nothing."""

    version = models.ForeignKey(
        IndicatorVersion, on_delete=models.PROTECT, related_name="computations"
    )
    snapshot_id = models.BigIntegerField()
    computed_at = models.DateTimeField()
    readings = models.PositiveIntegerField()

    class Meta:
        ordering = ["version", "computed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "snapshot_id"], name="one_computation_per_snapshot"
            )
        ]

    def __str__(self) -> str:
        """Return version and snapshot."""
        return f"{self.version_id} @ {self.snapshot_id}"


class Reading(models.Model):
    """One number with what went into it; superseded ones are kept."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="readings")
    area_code = models.CharField(max_length=64, blank=True)
    period = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    inputs = models.JSONField(default=dict)
    snapshot_id = models.BigIntegerField()
    quality = models.CharField(max_length=12)
    fresh_until = models.DateTimeField(null=True)
    computed_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["indicator", "period", "area_code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "area_code", "period", "snapshot_id"],
                name="one_reading_per_snapshot",
            ),
            models.UniqueConstraint(
                fields=["indicator", "area_code", "period"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_reading_in_force",
            ),
        ]

    def __str__(self) -> str:
        """Return indicator, area and period."""
        return f"{self.indicator_id} {self.area_code} {self.period}"
