"""Drafted tables, and what people did with them.

`document` is what the latest scan proposes, `base` what stood there when a person confirmed it,
and `former` the decisions of that time. `aside_by` is set once a person has said whether the table
belongs to the catalogue: aside with a reason, taken back without one. Before, the machine says.
`decisions` are the words of people by line; every change of them is a step that says who and when
and can be taken back, so that nothing a person said is ever lost.
"""

from django.db import models


class DraftedTable(models.Model):
    """One table of a source with the entry proposed for it."""

    source_code = models.CharField(max_length=64)
    organisation_code = models.CharField(max_length=64, db_index=True)
    table = models.CharField(max_length=255)
    title = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=16, db_index=True)
    band = models.CharField(max_length=8)
    lines = models.PositiveIntegerField(default=0)
    undecided = models.PositiveIntegerField(default=0)
    columns = models.PositiveIntegerField(default=0)
    row_count = models.BigIntegerField(null=True)
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    scan_id = models.BigIntegerField(default=0)
    base = models.JSONField(null=True)
    former = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    cleared = models.JSONField(default=list)
    drift = models.JSONField(default=list)
    aside_reason = models.TextField(blank=True)
    aside_by = models.CharField(max_length=150, blank=True)
    resource_key = models.CharField(max_length=64, blank=True, db_index=True)
    confirmed_by = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["source_code", "table"]
        constraints = [
            models.UniqueConstraint(fields=["source_code", "table"], name="one_draft_per_table")
        ]

    def __str__(self) -> str:
        """Return source and table."""
        return f"{self.source_code}.{self.table}"


class DraftStep(models.Model):
    """One thing a person did; `before` and `after` hold decisions by line (null: undecided)."""

    draft = models.ForeignKey(DraftedTable, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    revision = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["draft", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_number_per_draft_step")
        ]

    def __str__(self) -> str:
        """Return table, number and kind."""
        return f"{self.draft} {self.number} {self.kind}"
