"""Tables of audit: the chain's lines and its head."""

from django.db import models


class Entry(models.Model):
    """One line of the chain; a database trigger refuses every change and removal."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    username = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    organisation_code = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=100)
    subject = models.TextField(blank=True)
    outcome = models.CharField(max_length=32)
    detail = models.TextField()  # canonical JSON, kept to the letter because it is digested
    algorithm = models.CharField(max_length=16)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["username", "number"], name="audit_username"),
            models.Index(fields=["name", "number"], name="audit_name"),
            models.Index(fields=["action", "number"], name="audit_action"),
            models.Index(fields=["subject", "number"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        """Return number, person, action and subject in one line."""
        return f"{self.number} {self.username} {self.action} {self.subject}"


class Head(models.Model):
    """The last line of the chain, sealed with a secret that the database does not know."""

    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Return the number of the last line."""
        return str(self.number)
