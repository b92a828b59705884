"""Tables of targets, and of what was counted day by day."""

from django.db import models


class TargetRow(models.Model):
    """One target: the city's, a district's or a department's."""

    scope = models.CharField(max_length=16)
    code = models.CharField(max_length=64, blank=True)
    countable = models.CharField(max_length=16)
    amount = models.BigIntegerField()
    deadline = models.DateField()
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["scope", "code", "countable"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "code", "countable"], name="catalog_one_target_per_scope"
            )
        ]

    def __str__(self) -> str:
        """Return whose it is and what it counts."""
        return f"{self.scope} {self.code} {self.countable}"


class CountRow(models.Model):
    """What counted of one department at the end of a day."""

    day = models.DateField()
    provider_code = models.CharField(max_length=64)
    entries = models.BigIntegerField()
    items = models.BigIntegerField()
    rows = models.BigIntegerField()

    class Meta:
        ordering = ["day", "provider_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "provider_code"], name="catalog_one_count_per_day"
            )
        ]

    def __str__(self) -> str:
        """Return day and department."""
        return f"{self.day} {self.provider_code}"
