"""What sources remember: business systems, and sources with their secret encrypted."""

from typing import ClassVar

from django.db import models

from chengshu.data.sources.contracts import SourceKind


class BusinessSystem(models.Model):
    """One business system of a department."""

    code = models.CharField(max_length=63, unique=True)
    name = models.CharField(max_length=200)
    organisation_code = models.CharField(max_length=63, db_index=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["organisation_code", "code"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Source(models.Model):
    """One source; `secret` is a token of crypto bound to the source's code."""

    KINDS: ClassVar = [(kind.value, kind.value) for kind in SourceKind]

    code = models.CharField(max_length=63, unique=True)
    name = models.CharField(max_length=200)
    system = models.ForeignKey(BusinessSystem, models.PROTECT, related_name="sources")
    organisation_code = models.CharField(max_length=63, db_index=True)
    kind = models.CharField(max_length=20, choices=KINDS)
    host = models.CharField(max_length=255, blank=True)
    port = models.PositiveIntegerField(default=0)
    database = models.CharField(max_length=200, blank=True)
    username = models.CharField(max_length=200, blank=True)
    secret = models.TextField(blank=True)
    folder = models.CharField(max_length=1000, blank=True)
    options = models.JSONField(default=dict, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_ok = models.BooleanField(null=True, blank=True)
    checked_note = models.TextField(blank=True)

    class Meta:
        ordering = ["organisation_code", "code"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
