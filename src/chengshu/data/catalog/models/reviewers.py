"""Tables of who reviews: chief data officers, and who acts in whose place."""

from django.db import models


class ChiefRow(models.Model):
    """The chief data officer of a department."""

    organisation_code = models.CharField(max_length=64, unique=True)
    username = models.CharField(max_length=150)
    name = models.CharField(max_length=64)
    named_by = models.CharField(max_length=150)
    named_at = models.DateTimeField()

    class Meta:
        ordering = ["organisation_code"]

    def __str__(self) -> str:
        """Return department and person."""
        return f"{self.organisation_code} {self.username}"


class DelegationRow(models.Model):
    """One delegation of reviews for some days; ended early by `revoked_at`."""

    organisation_code = models.CharField(max_length=64, db_index=True)
    by = models.CharField(max_length=150, db_index=True)
    by_name = models.CharField(max_length=64)
    to = models.CharField(max_length=150, db_index=True)
    to_name = models.CharField(max_length=64)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=255)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_on", "-id"]

    def __str__(self) -> str:
        """Return both persons."""
        return f"{self.by} → {self.to}"
