"""Tables of exports: what was ordered as a job, and by whom."""

from django.db import models


class ExportRow(models.Model):
    """One export ordered as a job; its file lies in the home folder."""

    order = models.JSONField()
    by = models.CharField(max_length=150, db_index=True)
    asked_at = models.DateTimeField()
    job_id = models.PositiveBigIntegerField(null=True, db_index=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        """Return number and person."""
        return f"{self.pk} {self.by}"
