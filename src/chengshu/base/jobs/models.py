"""Tables of jobs: the jobs and the timers."""

from django.db import models

from chengshu.base.jobs.contracts import JobState


class Job(models.Model):
    """One piece of work; the queue underneath only wakes a worker for it."""

    name = models.CharField(max_length=100)
    subject = models.CharField(max_length=200, blank=True)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - NULL leaves the unique key
    state = models.CharField(max_length=16, default=JobState.QUEUED.value)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)  # starts, of which …
    interruptions = models.PositiveIntegerField(default=0)  # … ended with their worker
    error = models.TextField(blank=True)
    username = models.CharField(max_length=150)
    organisation_code = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    cancel_requested = models.BooleanField(default=False)
    lifeline = models.PositiveIntegerField(null=True)
    wake_up = models.BigIntegerField(null=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=[JobState.QUEUED.value, JobState.RUNNING.value]),
                name="one_pending_job_per_key",
            )
        ]
        indexes = [
            models.Index(fields=["state"], name="job_state"),
            models.Index(fields=["subject", "name"], name="job_subject"),
        ]

    def __str__(self) -> str:
        """Return number, name and subject in one line."""
        return f"{self.pk} {self.name} {self.subject}"


class Timer(models.Model):
    """When a job that comes again and again is due next."""

    name = models.CharField(max_length=100, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return name and time in one line."""
        return f"{self.name} {self.next_at}"
