import pytest
from django.test import Client

from chengshu.base.accounts.models import Organisation, Person, Post


@pytest.fixture
def person(db: None) -> Person:
    organisation = Organisation.objects.create(
        code="housing", name="市住房和城乡建设局", kind="department", level=1, area_code="219900"
    )
    person = Person.objects.create_user("lin", password="Qing-chen-2026", name="林清晨")
    Post.objects.create(person=person, organisation=organisation, role="data_officer")
    return person


@pytest.fixture
def client_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
