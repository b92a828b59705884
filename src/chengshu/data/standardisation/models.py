"""Tables of standardisation: the confirmed plans, every version of them."""

from typing import ClassVar

from django.db import models


class Plan(models.Model):
    """One version of the steps of a resource; rows of this table are never changed."""

    objects: ClassVar[models.Manager["Plan"]] = models.Manager()

    resource_code = models.CharField(max_length=128)
    version = models.PositiveIntegerField()
    steps = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    saved_by = models.CharField(max_length=150)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["resource_code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource_code", "version"], name="standardisation_version_once"
            ),
        ]

    def __str__(self) -> str:
        """Return resource and version."""
        return f"{self.resource_code} v{self.version}"
