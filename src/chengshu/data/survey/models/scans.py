"""Scans and their tables: how far each is survives whatever process works on it.

`held` is the profile with its clear examples, encrypted, from the reading of a table until the
drafts of the scan are kept; it is emptied then, and when a scan is cancelled. `profile` keeps what
may stay: no value of a column that is or may be personal or secret.
"""

from django.db import models

from chengshu.data.survey.contracts.scans import ScanState, TableState

ACTIVE = [state.value for state in (ScanState.QUEUED, ScanState.RUNNING, ScanState.WAITING)]


class Scan(models.Model):
    """One reading of a source."""

    source_code = models.CharField(max_length=63)
    organisation_code = models.CharField(max_length=63, db_index=True)
    rows_limit = models.PositiveIntegerField()
    seconds_limit = models.FloatField()
    patterns = models.JSONField(default=list)
    window = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=16, default=ScanState.QUEUED.value, db_index=True)
    note = models.TextField(blank=True)
    username = models.CharField(max_length=150)
    is_listed = models.BooleanField(default=False)
    is_inferring = models.BooleanField(default=False)
    failures = models.PositiveIntegerField(default=0)
    connections = models.PositiveIntegerField(default=0)
    drafted = models.PositiveIntegerField(default=0)
    gone = models.JSONField(default=list)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["source_code", "-id"], name="scan_of_source")]
        constraints = [
            models.UniqueConstraint(
                fields=["source_code"],
                condition=models.Q(state__in=[*ACTIVE, ScanState.PAUSED.value]),
                name="one_open_scan_per_source",
            )
        ]

    def __str__(self) -> str:
        """Return number and source."""
        return f"{self.pk} {self.source_code}"


class ScanTable(models.Model):
    """One table of a scan."""

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="tables")
    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=8)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=16, default=TableState.WAITING.value)
    attempts = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=50, blank=True)
    words = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    columns = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    row_count = models.BigIntegerField(null=True)
    is_exact = models.BooleanField(default=False)
    sampling = models.CharField(max_length=8, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    queries = models.PositiveIntegerField(default=0)
    profile = models.JSONField(null=True)
    held = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["scan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "name"], name="one_row_per_scanned_table")
        ]
        indexes = [models.Index(fields=["scan", "state"], name="scanned_table_state")]

    def __str__(self) -> str:
        """Return scan and table."""
        return f"{self.scan_id} {self.name}"
