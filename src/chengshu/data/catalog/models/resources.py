"""Tables of entries.

A version holds the whole content of an entry as one document and never changes once published.
The resource row repeats the fields that lists, filters and the search need, taken from the
version shown: the published one, or the working one while nothing is published.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class ClassNodeRow(models.Model):
    """One node of the class tree; `last_sequence` numbers the entries of a leaf."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    parent = models.CharField(max_length=32, blank=True, db_index=True)
    provenance = models.CharField(max_length=255, blank=True)
    last_sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


class Resource(models.Model):
    """One entry of the catalogue."""

    key = models.CharField(max_length=64, unique=True)
    provider_code = models.CharField(max_length=64, db_index=True)
    provider_name = models.CharField(max_length=128)
    title = models.CharField(max_length=255)
    title_key = models.CharField(max_length=255)
    abstract = models.TextField(blank=True)
    class_path = models.CharField(max_length=32, blank=True, db_index=True)
    sequence = models.PositiveIntegerField(null=True)
    national_code = models.CharField(max_length=48, blank=True, db_index=True)
    format = models.CharField(max_length=2, blank=True)
    share_type = models.CharField(max_length=1, blank=True)
    update_cycle = models.CharField(max_length=2, blank=True)
    grade = models.PositiveSmallIntegerField(default=1)
    themes = ArrayField(models.CharField(max_length=128), default=list)
    is_open = models.BooleanField(default=False)
    is_attached = models.BooleanField(default=False)
    item_count = models.PositiveIntegerField(default=0)
    has_guesses = models.BooleanField(default=False)
    state = models.CharField(max_length=24, db_index=True)
    change_state = models.CharField(max_length=24, blank=True)
    change_purpose = models.CharField(max_length=16, blank=True)
    return_reason = models.TextField(blank=True)
    published_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    shown = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    working = models.ForeignKey("Version", null=True, on_delete=models.SET_NULL, related_name="+")
    row_count = models.BigIntegerField(null=True)  # of the newest snapshot, as the lake reports it
    data_at = models.DateTimeField(null=True)  # when data last came
    late_at = models.DateTimeField(null=True)  # when they become late by the cycle; None: never
    standing = models.CharField(max_length=16, default="unpublished", db_index=True)
    search = SearchVectorField(null=True)  # everything: what matches
    title_search = SearchVectorField(null=True)  # the title alone: what matches first
    item_search = SearchVectorField(null=True)  # the items alone: what matches second

    class Meta:
        ordering = ["key"]
        indexes = [
            models.Index(fields=["-changed_at"], name="catalog_changed"),
            GinIndex(fields=["search"], name="catalog_search", fastupdate=False),
            GinIndex(fields=["item_search"], name="catalog_item_search", fastupdate=False),
            GinIndex(fields=["title_search"], name="catalog_title_search", fastupdate=False),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["provider_code", "title_key"],
                condition=~Q(state__in=["draft", "withdrawn"]),
                name="one_title_per_provider",
            ),
            models.UniqueConstraint(
                fields=["class_path", "sequence"],
                condition=Q(sequence__isnull=False),
                name="one_sequence_per_leaf",
            ),
        ]

    def __str__(self) -> str:
        """Return key and title."""
        return f"{self.key} {self.title}"


class Version(models.Model):
    """One version of an entry's content."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=24)
    purpose = models.CharField(max_length=16, default="publish")
    reason = models.TextField(blank=True)  # why the entry is to go offline
    comments = models.JSONField(default=dict)  # of the reviewer, field to text
    document = models.JSONField()
    drafted_by = models.CharField(max_length=150)
    drafted_by_name = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    state_since = models.DateTimeField()

    class Meta:
        ordering = ["resource", "number"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="one_number_per_version")
        ]

    def __str__(self) -> str:
        """Return key and number."""
        return f"{self.resource.key} v{self.number}"


class ReviewEvent(models.Model):
    """One step in an entry's life; only ever added."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=24)
    version = models.PositiveIntegerField()
    reason = models.TextField(blank=True)
    comments = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        """Return key, kind and person."""
        return f"{self.resource.key} {self.kind} {self.by}"


class AttachmentRow(models.Model):
    """The source table behind an entry."""

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="attachment")
    source_code = models.CharField(max_length=64)
    table = models.CharField(max_length=255)
    mode = models.CharField(max_length=16)
    cursor_column = models.CharField(max_length=128, blank=True)
    expects_rows = models.BooleanField(default=True)
    attached_at = models.DateTimeField()
    attached_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["resource"]

    def __str__(self) -> str:
        """Return source and table."""
        return f"{self.source_code}.{self.table}"


class FormerCode(models.Model):
    """A national code the entry had before its class changed."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="former_codes")
    national_code = models.CharField(max_length=48, unique=True)
    until = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        """Return the code."""
        return self.national_code
