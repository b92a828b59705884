"""Tables of dispatch: classes, cases, assignments, flow, files."""

from django.db import models
from django.db.models import Q


class CaseClass(models.Model):
    """One class of cases in a named code system; a change is a row with a later `valid_from`."""

    code_system = models.CharField(max_length=32)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=128)
    parent_code = models.CharField(max_length=32, blank=True)
    kind = models.CharField(max_length=16)
    lead_unit = models.CharField(max_length=64, blank=True)
    limit_amount = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    limit_unit = models.CharField(max_length=16)
    standard = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=32, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["code_system", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code_system", "code", "valid_from"], name="one_class_per_code_and_date"
            )
        ]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


class CaseSequence(models.Model):
    """The last number given out in a region on a day."""

    region = models.CharField(max_length=6)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "day"], name="one_sequence_per_region_and_day"
            )
        ]

    def __str__(self) -> str:
        """Return region, day and last number."""
        return f"{self.region} {self.day} {self.last}"


class Case(models.Model):
    """One case; the clock of its stage ends at `due_at`.

    The handling clock runs only in some stages: `handling_left` units were left when its present
    or last run began at `handling_started_at`.
    """

    no = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=128)
    description = models.TextField(blank=True)
    code_system = models.CharField(max_length=32)
    class_code = models.CharField(max_length=32)
    class_name = models.CharField(max_length=128)
    area_code = models.CharField(max_length=12)
    grid_code = models.CharField(max_length=20, blank=True)
    location = models.CharField(max_length=256, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    declared_longitude = models.FloatField(null=True)
    declared_latitude = models.FloatField(null=True)
    coordinate_system = models.CharField(max_length=16, blank=True)
    source = models.CharField(max_length=16)
    source_key = models.CharField(max_length=128)
    reporter = models.CharField(max_length=64, blank=True)
    reporter_phone = models.TextField(blank=True)  # encrypted
    reported_by = models.CharField(max_length=150)
    lead_unit = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16)
    version = models.PositiveIntegerField(default=1)
    reported_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    clock_started_at = models.DateTimeField(null=True)
    yellow_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    limit_amount = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    limit_unit = models.CharField(max_length=16, blank=True)
    handling_amount = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    handling_unit = models.CharField(max_length=16, blank=True)
    handling_started_at = models.DateTimeField(null=True)
    handling_due_at = models.DateTimeField(null=True)
    handling_left = models.CharField(max_length=64, blank=True)  # a fraction, at the run's start

    class Meta:
        ordering = ["-reported_at", "-no"]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="one_case_per_source_key")
        ]
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["lead_unit", "state"]),
            models.Index(fields=["area_code"]),
            models.Index(fields=["-reported_at"]),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"{self.no} {self.title}"


class Assignment(models.Model):
    """A unit that has, or had, the case in hand; at most one lead at a time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    unit_code = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, default="lead")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case", "assigned_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind="lead", ended_at__isnull=True),
                name="one_lead_at_a_time",
            )
        ]

    def __str__(self) -> str:
        """Return case, unit and kind."""
        return f"{self.case_id} {self.unit_code} {self.kind}"


class CaseStep(models.Model):
    """One line of the flow; the database refuses to change or remove it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    username = models.CharField(max_length=150)
    name = models.CharField(max_length=64)
    organisation_code = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=16)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    note = models.TextField(blank=True)
    unit_code = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["case", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="one_step_per_sequence")
        ]

    def __str__(self) -> str:
        """Return sequence and action."""
        return f"{self.sequence} {self.action}"


class CaseAttachment(models.Model):
    """One file of a case; its bytes lie in the home folder under their digest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=128)
    media_type = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    username = models.CharField(max_length=150)

    class Meta:
        ordering = ["case", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "digest"], name="one_file_per_digest")
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
