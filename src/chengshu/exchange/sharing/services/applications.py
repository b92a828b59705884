"""Writes of applications."""

from django.db import transaction

from chengshu.base.clock import api as clock
from chengshu.exchange.sharing.contracts import ApplicationInfo
from chengshu.exchange.sharing.errors import ApplicationTakenError
from chengshu.exchange.sharing.models import Application
from chengshu.exchange.sharing.selectors import get_application_row, to_application


def save_application(*, code: str, name: str, organisation_code: str) -> ApplicationInfo:
    """Register the application, or rename it; it never moves to another organisation.

    Raises:
        ApplicationTakenError: Another organisation has the code.
    """
    with transaction.atomic():
        row, _ = Application.objects.select_for_update().get_or_create(
            code=code,
            defaults={
                "name": name,
                "organisation_code": organisation_code,
                "created_at": clock.now(),
            },
        )
        if row.organisation_code != organisation_code:
            raise ApplicationTakenError(application=code)
        if row.name != name:
            row.name = name
            row.save(update_fields=["name"])
    return to_application(row)


def switch_application(*, code: str, active: bool) -> ApplicationInfo:
    """Switch the application on or off; its next call knows."""
    with transaction.atomic():
        row = get_application_row(code=code, lock=True)
        row.active = active
        row.save(update_fields=["active"])
    return to_application(row)
