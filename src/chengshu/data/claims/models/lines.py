"""Lines, their disputes and their history.

The database itself holds law 一数一源: one authority per template and region, one line per
template and department, one open dispute per template and region.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chengshu.data.claims.models.templates import TemplateRow


class Dispute(models.Model):
    """One dispute over one template in one region."""

    template = models.ForeignKey(TemplateRow, on_delete=models.PROTECT, related_name="disputes")
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16, db_index=True)
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    authority_code = models.CharField(max_length=64, blank=True)
    ruling = models.TextField(blank=True)
    ruled_by = models.CharField(max_length=150, blank=True)
    ruled_by_name = models.CharField(max_length=64, blank=True)
    ruled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "area_code"],
                condition=Q(state="open"),
                name="one_open_dispute_per_element_and_region",
            )
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def number(self) -> str:
        """The number people quote, e.g. `ZY20261120000003`."""
        return f"ZY{timezone.localtime(self.opened_at):%Y%m%d}{self.pk:06d}"


class Line(models.Model):
    """One template handed to one department; the fields of the claim are empty until it is made.

    `started_at` is when the clock of the present state began. `named_entry` is the entry the
    department named, `resource_key` and `column` are where its item stands now.
    """

    template = models.ForeignKey(TemplateRow, on_delete=models.PROTECT, related_name="lines")
    department_code = models.CharField(max_length=64, db_index=True)
    area_code = models.CharField(max_length=12)
    state = models.CharField(max_length=16, db_index=True)
    role = models.CharField(max_length=16, blank=True)
    system = models.CharField(max_length=128, blank=True)
    table = models.CharField(max_length=255, blank=True)
    field = models.CharField(max_length=128, blank=True)
    local_name = models.CharField(max_length=128, blank=True)
    data_type = models.CharField(max_length=1, blank=True)
    length = models.PositiveIntegerField(null=True)
    code_table = models.CharField(max_length=64, blank=True)
    coverage = models.CharField(max_length=255, blank=True)
    share_type = models.CharField(max_length=1, blank=True)
    share_condition = models.TextField(blank=True)
    no_share_basis = models.TextField(blank=True)
    named_entry = models.CharField(max_length=64, blank=True)
    resource_key = models.CharField(max_length=64, blank=True)
    column = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    results = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    dispute = models.ForeignKey(Dispute, null=True, on_delete=models.PROTECT, related_name="lines")
    listed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "department_code"], name="one_line_per_department"
            ),
            models.UniqueConstraint(
                fields=["template", "area_code"],
                condition=Q(role="authority"),
                name="one_authority_per_element_and_region",
            ),
        ]
        indexes = [models.Index(fields=["department_code", "state"], name="lines_of_department")]

    def __str__(self) -> str:
        """Return template and department."""
        return f"{self.template.code} {self.department_code}"


class LineEvent(models.Model):
    """One step of a line. A database trigger refuses to change or delete a row."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        """Return kind and person."""
        return f"{self.kind} {self.by}"
