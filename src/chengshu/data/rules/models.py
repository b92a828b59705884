"""Tables of rules: the versions of what people changed about them, and what is proposed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class RuleVersion(models.Model):
    """What people changed about the rules of a resource, from one moment on.

    The rest follows from the catalogue. A version is never changed or deleted: the database
    refuses it. The newest one whose moment has come is in force.
    """

    objects: ClassVar[models.Manager["RuleVersion"]] = models.Manager()

    resource_code = models.CharField(max_length=128)
    version = models.PositiveIntegerField()
    rules = models.JSONField(default=list)
    valid_from = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    confirmed_by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["resource_code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["resource_code", "version"], name="rules_version_once")
        ]

    def __str__(self) -> str:
        """Return resource and version."""
        return f"{self.resource_code} v{self.version}"


class RuleChange(models.Model):
    """One rule somebody wants otherwise, and what was decided; `before` stood when proposed.

    `origin` is `person`, or `catalogue` for what the entry itself proposes: such a row exists
    only once it was decided. `before` is null where no rule of the code was in force.
    """

    objects: ClassVar[models.Manager["RuleChange"]] = models.Manager()

    resource_code = models.CharField(max_length=128, db_index=True)
    code = models.CharField(max_length=300)
    rule = models.JSONField()
    before = models.JSONField(null=True)
    origin = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    reason = models.TextField()
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource_code", "code"],
                condition=Q(state="open"),
                name="rules_one_open_change",
            )
        ]

    def __str__(self) -> str:
        """Return resource and rule."""
        return f"{self.resource_code} {self.code}"
