"""Whom a file means by the name of a provider."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from chengshu.base.accounts.contracts import OrganisationInfo

_BRACKETED = re.compile(r"[【\[](?P<name>[^】\]]+)[】\]]")
_CODE = re.compile(r"^[0-9A-Z]{6,18}\s+")
_BELOW = re.compile(r"[_/\\>－]")
MOST_NAME = 128


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


class Directory:
    """Organisations by every name a file may use for them."""

    def __init__(self, organisations: Iterable[OrganisationInfo]) -> None:
        """Take the organisations; a name that two of them bear leads to neither."""
        self._codes: dict[str, str] = {}
        twice: set[str] = set()
        for each in organisations:
            for word in {_bare(each.name), each.code, each.uscc} - {""}:
                if self._codes.setdefault(word, each.code) != each.code:
                    twice.add(word)
        for word in twice:
            del self._codes[word]

    def find(self, text: str) -> str | None:
        """Return the code of the organisation that a text means, or None."""
        return next((self._codes[name] for name in _readings(text) if name in self._codes), None)


def plain_name(text: str) -> str:
    """Return the name of an organisation without codes, brackets and its inner office."""
    return list(_readings(text))[-1][:MOST_NAME]


def _readings(text: str) -> Iterator[str]:
    """Yield what a text may mean, the text itself first, its barest form last."""
    yield _bare(text)
    bracketed = _BRACKETED.search(text)
    inner = bracketed["name"] if bracketed else _CODE.sub("", text)
    yield _bare(inner)
    upper = _BELOW.split(inner, maxsplit=1)[0]
    yield _bare(upper) or _bare(inner)
