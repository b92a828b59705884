"""Tables of sharing: applications, requests, and grants that only ever grow by versions."""

from django.db import models

from chengshu.base.clock import api as clock


class Application(models.Model):
    """A program of an organisation; `code` is its stable key."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    organisation_code = models.CharField(max_length=64, db_index=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ShareRequest(models.Model):
    """One request with its decision; `fingerprint` is the digest of what was asked."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="requests")
    organisation_code = models.CharField(max_length=64, db_index=True)
    resource_code = models.CharField(max_length=64, db_index=True)
    resource_title = models.CharField(max_length=256)
    provider_code = models.CharField(max_length=64, db_index=True)
    share_type = models.CharField(max_length=1)
    purpose = models.TextField()
    basis = models.TextField()
    items = models.JSONField()
    unmasked_items = models.JSONField()
    justification = models.TextField(blank=True)
    row_filter = models.JSONField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    daily_quota = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(state="pending"),
                name="one_pending_request_per_content",
            )
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def number(self) -> str:
        """The number people quote, e.g. `SQ20261120000017`."""
        return f"SQ{clock.day_of(self.asked_at):%Y%m%d}{self.pk:06d}"

    @property
    def grant_number(self) -> str:
        """The number of the grant this request leads to when it is approved."""
        return f"GX{clock.day_of(self.asked_at):%Y%m%d}{self.pk:06d}"


class Grant(models.Model):
    """One version of a grant. A database trigger refuses to change or delete a row."""

    number = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=16)
    request = models.ForeignKey(ShareRequest, on_delete=models.PROTECT, related_name="grants")
    application_code = models.CharField(max_length=64)
    organisation_code = models.CharField(max_length=64, db_index=True)
    resource_code = models.CharField(max_length=64)
    resource_title = models.CharField(max_length=256)
    provider_code = models.CharField(max_length=64, db_index=True)
    purpose = models.TextField()
    basis = models.TextField()
    items = models.JSONField()
    unmasked_items = models.JSONField()
    row_filter = models.JSONField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    daily_quota = models.PositiveIntegerField()
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-request_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="one_row_per_grant_version")
        ]
        indexes = [
            models.Index(fields=["application_code", "resource_code"], name="grant_of_application")
        ]

    def __str__(self) -> str:
        """Return number and version."""
        return f"{self.number} v{self.version}"
