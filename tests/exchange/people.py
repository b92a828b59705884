"""People of the organisations who sign in, for the tests of pages."""

from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role
from chengshu.base.accounts.models import Person
from tests.exchange.city import SYSTEM

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(username: str, organisation: str, role: Role) -> Client:
    accounts.save_person(
        SYSTEM,
        username=username,
        name=f"{username}名",
        password="Kx93-hwqz-71",
        posts=[Post(organisation, frozenset({role}))],
    )
    client = Client()
    client.force_login(Person.objects.get(username=username), BACKEND)
    return client
