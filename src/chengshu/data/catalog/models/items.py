"""The searchable items: one row per item of the version an entry shows.

The versions keep the items; these rows repeat what a search for items needs and are written
again whenever the shown version changes.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class ItemRow(models.Model):
    """One information item of the version shown."""

    resource = models.ForeignKey("Resource", on_delete=models.CASCADE, related_name="item_rows")
    position = models.PositiveIntegerField()
    column = models.CharField(max_length=63, db_index=True)
    name_zh = models.CharField(max_length=255)
    name_key = models.CharField(max_length=255)
    name_en = models.CharField(max_length=255, blank=True)
    element = models.CharField(max_length=64, blank=True, db_index=True)
    data_type = models.CharField(max_length=8, blank=True)
    is_sensitive = models.BooleanField(default=False)
    search = SearchVectorField(null=True)

    class Meta:
        ordering = ["resource", "position"]
        indexes = [GinIndex(fields=["search"], name="catalog_items_search", fastupdate=False)]

    def __str__(self) -> str:
        """Return column and name."""
        return f"{self.column} {self.name_zh}"
