"""What every page of the shell knows: who is here, where, in which city, in which language."""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from chengshu.base.accounts import api as accounts_api
from chengshu.base.accounts.contracts import Actor, OrganisationInfo
from chengshu.base.look.city import get_city
from chengshu.base.look.contracts import CityLook, Crumb
from chengshu.base.look.navigation import NavGroup, list_groups

NOBODY = Actor(username="", name="")
_ACTOR = "_chengshu_actor"


def actor(request: HttpRequest) -> Actor:
    """Return who is acting, resolved once per request; nobody is an actor without posts."""
    known = getattr(request, _ACTOR, None)
    if isinstance(known, Actor):
        return known
    user = getattr(request, "user", None)
    found = NOBODY
    if user is not None and user.is_authenticated:
        found = accounts_api.actor_of(user, address=address_of(request))
    setattr(request, _ACTOR, found)
    return found


def address_of(request: HttpRequest) -> str:
    """Return the network address a request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))


class Shell:
    """The variable `shell` of every template; each part is worked out when first printed."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request."""
        self._request = request

    @cached_property
    def city(self) -> CityLook:
        """Name and demo mark of the city."""
        return get_city()

    @cached_property
    def actor(self) -> Actor:
        """Who is acting."""
        return actor(self._request)

    @cached_property
    def organisation(self) -> OrganisationInfo | None:
        """The organisation of the first post."""
        code = self.actor.organisation_code
        return accounts_api.find_organisation(code) if code else None

    @cached_property
    def groups(self) -> tuple[NavGroup, ...]:
        """The left navigation."""
        return list_groups(self.actor, self._request.path)

    @cached_property
    def language(self) -> str:
        """The active language's code."""
        return translation.get_language() or "zh-hans"

    @property
    def html_language(self) -> str:
        """The active language as BCP 47."""
        return "zh-Hans-CN" if self.language.startswith("zh") else self.language

    @property
    def time_zone(self) -> str:
        """The city's time zone."""
        return settings.TIME_ZONE

    @cached_property
    def place(self) -> tuple[Crumb, ...]:
        """The path to this page by the navigation, for pages that name none."""
        found = [(group, link) for group in self.groups for link in group.links if link.is_here]
        return tuple(
            crumb
            for group, link in found
            for crumb in (Crumb(group.label), Crumb(link.label))
            if link.url != "/"
        )

    @property
    def return_path(self) -> str:
        """Where the language switch comes back to."""
        return self._request.get_full_path() if self._request.method == "GET" else "/"

    @property
    def drawer_base(self) -> str:
        """The template a drawer's page extends: nothing around it when it is loaded into one."""
        return "look/bare.html" if self.is_in_drawer else "look/desk.html"

    @property
    def is_in_drawer(self) -> bool:
        """Whether this page is shown in a drawer, without heading and actions of its own."""
        return is_partial(self._request)


def is_partial(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of a page (not a boosted whole one)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Boosted") != "true"


def shell(request: HttpRequest) -> dict[str, object]:
    """Give `shell` to every template (context processor)."""
    return {"shell": Shell(request)}
