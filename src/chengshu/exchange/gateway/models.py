"""Tables of the gateway: keys, used nonces, calls, and the count of calls per grant and day."""

from django.db import models


class ApplicationKey(models.Model):
    """One key of an application; `secret` is encrypted and bound to `key_id`."""

    key_id = models.CharField(max_length=32, unique=True)
    application_code = models.CharField(max_length=64, db_index=True)
    secret = models.TextField()
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        """Return the key's public part."""
        return self.key_id


class UsedNonce(models.Model):
    """A nonce that came with a good signature; coming again it is a replay."""

    key_id = models.CharField(max_length=32)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_id", "nonce"], name="one_use_of_a_nonce")
        ]

    def __str__(self) -> str:
        """Return key and nonce."""
        return f"{self.key_id} {self.nonce}"


class GrantDay(models.Model):
    """How many answered calls a grant had on a day; equals the calls recorded, always."""

    grant_number = models.CharField(max_length=32)
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    quota = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["grant_number", "day"], name="one_count_per_grant_day")
        ]

    def __str__(self) -> str:
        """Return grant and day."""
        return f"{self.grant_number} {self.day}"


class Call(models.Model):
    """One call, answered or refused; `seal` is our HMAC over its facts."""

    receipt_id = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(db_index=True)
    key_id = models.CharField(max_length=64)
    application_code = models.CharField(max_length=64)
    organisation_code = models.CharField(max_length=64)
    resource_code = models.CharField(max_length=64)
    provider_code = models.CharField(max_length=64)
    grant_number = models.CharField(max_length=32)
    grant_version = models.PositiveIntegerField()
    method = models.CharField(max_length=16)
    path = models.CharField(max_length=256)
    query = models.TextField()
    query_digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16)
    status = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["application_code", "-at"], name="calls_of_application"),
            models.Index(fields=["provider_code", "-at"], name="calls_on_provider"),
            models.Index(fields=["grant_number", "-at"], name="calls_under_grant"),
        ]

    def __str__(self) -> str:
        """Return receipt and status."""
        return f"{self.receipt_id} {self.status}"
