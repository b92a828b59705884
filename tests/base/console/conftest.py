"""People of a small city who sign in."""

from collections.abc import Callable

import pytest
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.base.accounts.models import Person
from tests.base.conftest import PASSWORD

Enter = Callable[..., Client]


@pytest.fixture
def enter(city: Actor) -> Enter:
    """Return a function that signs a person in with roles at one organisation."""

    def enter(
        *roles: str, at: str = "bureau", username: str = "lin", name: str = "林清晨"
    ) -> Client:
        post = Post(at, frozenset(Role(role) for role in roles))
        posts = (post,) if roles else ()
        accounts.save_person(
            city, username=username, name=name, password=PASSWORD, posts=posts, phone="13800000001"
        )
        client = Client()
        client.force_login(
            Person.objects.get(username=username),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return enter
