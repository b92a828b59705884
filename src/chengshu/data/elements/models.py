"""Data elements with their aliases, and what people taught us about names of columns."""

from django.db import models
from django.db.models import Q

from chengshu.data.elements.contracts import AliasKind, Level


class DataElementRow(models.Model):
    """One data element; `ended_on` is set when a newer pack no longer lists it."""

    code = models.CharField(max_length=64, unique=True)
    name_zh = models.CharField(max_length=128)
    name_en = models.CharField(max_length=128, blank=True)
    domain = models.CharField(max_length=32, db_index=True)
    definition = models.TextField(blank=True)
    data_type = models.CharField(max_length=1)
    length = models.PositiveIntegerField(null=True)
    scale = models.PositiveIntegerField(null=True)
    identifier = models.CharField(max_length=32, blank=True)
    code_table = models.CharField(max_length=64, blank=True)
    personal = models.CharField(max_length=32, blank=True)
    grade = models.PositiveSmallIntegerField(default=1)
    mask = models.CharField(max_length=32, blank=True)
    unit = models.CharField(max_length=32, blank=True)
    source = models.CharField(max_length=255, blank=True)
    level = models.CharField(max_length=16, choices=[(level, level) for level in Level])
    organisation_code = models.CharField(max_length=64, blank=True, db_index=True)
    position = models.PositiveIntegerField(default=0)
    ended_on = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(level="extension") & ~Q(organisation_code=""))
                | (~Q(level="extension") & Q(organisation_code="")),
                name="extension_has_owner",
            )
        ]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name_zh}"


class ElementAliasRow(models.Model):
    """One other name of an element; `key` is the folded text."""

    element = models.ForeignKey(DataElementRow, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=255)
    key = models.CharField(max_length=255, db_index=True)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in AliasKind])
    is_added = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["element", "key"], name="one_alias_per_element")
        ]

    def __str__(self) -> str:
        """Return the alias."""
        return self.text


class LearnedAliasRow(models.Model):
    """A name of a column with its comment, as one department means it."""

    column = models.CharField(max_length=255)
    comment = models.CharField(max_length=255, blank=True)
    element_code = models.CharField(max_length=64, blank=True, db_index=True)
    name_zh = models.CharField(max_length=128, blank=True)
    organisation_code = models.CharField(max_length=64, db_index=True)
    votes = models.PositiveIntegerField(default=0)
    refusals = models.PositiveIntegerField(default=0)
    is_forgotten = models.BooleanField(default=False)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_code", "column", "comment", "element_code", "name_zh"],
                name="one_habit_per_meaning",
            )
        ]

    def __str__(self) -> str:
        """Return the column and what it means."""
        return f"{self.column} → {self.element_code or self.name_zh}"
