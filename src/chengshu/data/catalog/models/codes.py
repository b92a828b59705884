"""Tables of codes: one row per table, one row per code and period."""

from django.db import models


class CodeTableRow(models.Model):
    """One code table with the edition of its standard."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    standard = models.CharField(max_length=128, blank=True)
    version = models.CharField(max_length=32, blank=True)
    valid_from = models.DateField(null=True)
    provenance = models.CharField(max_length=255, blank=True)
    note = models.TextField(blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


class CodeEntryRow(models.Model):
    """One code in one period of validity."""

    table = models.ForeignKey(CodeTableRow, on_delete=models.CASCADE, related_name="entries")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    parent = models.CharField(max_length=64, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["table", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "code", "valid_from"],
                name="one_code_per_period",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"
