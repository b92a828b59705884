"""Templates of elements: read-only once departments have answered them."""

from django.db import models
from django.db.models import Q


class TemplateRow(models.Model):
    """One element template; `name_key` is its name without width, blanks and punctuation.

    A retired one keeps its claims, and leaves its name and data element to a new one.
    """

    code = models.CharField(max_length=32, unique=True)
    level = models.CharField(max_length=16, db_index=True)
    name_zh = models.CharField(max_length=128)
    name_key = models.CharField(max_length=128, db_index=True)
    definition = models.TextField(blank=True)
    data_type = models.CharField(max_length=1)
    length = models.PositiveIntegerField(null=True)
    scale = models.PositiveIntegerField(null=True)
    code_table = models.CharField(max_length=64, blank=True)
    value_domain = models.CharField(max_length=255, blank=True)
    source = models.CharField(max_length=255, blank=True)
    edition = models.CharField(max_length=32, blank=True)
    duty_line = models.CharField(max_length=64, db_index=True)
    share_type = models.CharField(max_length=1)
    element_code = models.CharField(max_length=64, blank=True, db_index=True)
    organisation_code = models.CharField(max_length=64, blank=True, db_index=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.CharField(max_length=150, blank=True)
    retired_by_name = models.CharField(max_length=150, blank=True)
    retired_reason = models.TextField(blank=True)

    class Meta:
        db_table = "claims_template"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                condition=Q(organisation_code="", retired_at=None),
                name="one_name_among_shared_templates",
            ),
            models.UniqueConstraint(
                fields=["organisation_code", "name_key"],
                condition=~Q(organisation_code="") & Q(retired_at=None),
                name="one_name_per_extending_department",
            ),
            models.UniqueConstraint(
                fields=["element_code"],
                condition=~Q(element_code="") & Q(organisation_code="", retired_at=None),
                name="one_template_per_element",
            ),
            models.CheckConstraint(
                condition=(Q(level="extension") & ~Q(organisation_code=""))
                | (~Q(level="extension") & Q(organisation_code="")),
                name="an_extension_belongs_to_one_department",
            ),
        ]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name_zh}"
