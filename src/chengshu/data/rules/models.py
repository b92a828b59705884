"""Table of rules: what people changed about the rules of a resource."""

from django.db import models


class RuleSet(models.Model):
    """What a person changed about the rules of a resource; the rest follows from the catalogue."""

    resource_code = models.CharField(max_length=128, unique=True)
    rules = models.JSONField(default=list)
    saved_by = models.CharField(max_length=150)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the resource."""
        return self.resource_code
