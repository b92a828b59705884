"""Tables of accounts: organisations, people, posts."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Organisation(models.Model):
    """One node of the tree city > district > town > community, departments at each level."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    uscc = models.CharField(max_length=18, blank=True)
    kind = models.CharField(max_length=16)
    level = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=12)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Person(AbstractUser):
    """One person who signs in; `name` is the full name in Chinese order."""

    name = models.CharField(max_length=64)
    phone = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        """Return the full name."""
        return self.name


class Post(models.Model):
    """One role of one person at one organisation."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"], name="one_post_per_role"
            )
        ]

    def __str__(self) -> str:
        """Return person, organisation and role in one line."""
        return f"{self.person} · {self.organisation} · {self.role}"
