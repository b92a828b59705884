"""Tables of warning: rules, alerts, their steps."""

from django.db import models


class AlertRule(models.Model):
    """One rule over the readings of an indicator."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    indicator_code = models.CharField(max_length=64, db_index=True)
    thresholds = models.JSONField(default=dict)
    margin = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    areas = models.JSONField(default=list)
    auto_case = models.BooleanField(default=False)
    case_level = models.CharField(max_length=8)
    case_class = models.CharField(max_length=32, blank=True)
    code_system = models.CharField(max_length=32, blank=True)
    lead_unit = models.CharField(max_length=64, blank=True)
    advice = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


class Alert(models.Model):
    """One alert; rule, area and period name it for ever."""

    rule = models.ForeignKey(AlertRule, on_delete=models.PROTECT, related_name="alerts")
    area_code = models.CharField(max_length=64, blank=True)
    period = models.CharField(max_length=10)
    level = models.CharField(max_length=8)
    peak_level = models.CharField(max_length=8)
    state = models.CharField(max_length=16)
    value = models.DecimalField(max_digits=28, decimal_places=8)
    reading_id = models.BigIntegerField()
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=64, blank=True)
    cleared_at = models.DateTimeField(null=True)
    case_no = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "area_code", "period"], name="one_alert_per_rule_area_and_period"
            )
        ]
        indexes = [models.Index(fields=["state", "-raised_at"])]

    def __str__(self) -> str:
        """Return rule, area and period."""
        return f"{self.rule_id} {self.area_code} {self.period}"


class AlertStep(models.Model):
    """One line of an alert's history."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    name = models.CharField(max_length=64)
    action = models.CharField(max_length=16)
    level = models.CharField(max_length=8)
    value = models.DecimalField(max_digits=28, decimal_places=8)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["alert", "id"]

    def __str__(self) -> str:
        """Return action and level."""
        return f"{self.action} {self.level}"
