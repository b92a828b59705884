"""Tables of imports: each run, and what a file last said about an entry."""

from django.db import models

from chengshu.data.catalog.models.resources import Resource


class ImportRunRow(models.Model):
    """One import from upload to end; the file lies in the home folder until then."""

    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=128)
    state = models.CharField(max_length=16, db_index=True)
    by = models.CharField(max_length=150, db_index=True)
    by_name = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    proposal = models.JSONField()
    choice = models.JSONField()
    outcome = models.JSONField()
    job_id = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        """Return number and file."""
        return f"{self.pk} {self.name}"


class ImportedRow(models.Model):
    """What an import last said about an entry: the base that the next file is compared with."""

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="imported")
    document = models.JSONField()
    run = models.ForeignKey(ImportRunRow, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["resource"]

    def __str__(self) -> str:
        """Return key and run."""
        return f"{self.resource.key} {self.run_id}"
