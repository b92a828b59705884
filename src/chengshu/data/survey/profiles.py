"""Profiles at rest: encrypted while drafts are made of them, then without values of persons."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Collection
from dataclasses import asdict, replace
from typing import Any

from chengshu.base.crypto import api as crypto
from chengshu.data.sources.contracts import ColumnProfile, Sampling, TableProfile


def seal(profile: TableProfile, *, context: str) -> str:
    """Return a profile with its examples as a token that opens only with the city's key."""
    text = json.dumps(to_document(profile), ensure_ascii=False, separators=(",", ":"))
    packed = b64encode(zlib.compress(text.encode("utf-8", "replace"), 1)).decode()
    return crypto.encrypt(packed, context=context)


def unseal(token: str, *, context: str) -> TableProfile:
    """Return a sealed profile."""
    text = zlib.decompress(b64decode(crypto.decrypt(token, context=context)))
    return from_document(json.loads(text))


def without_values(profile: TableProfile, plain: Collection[str] = ()) -> TableProfile:
    """Return the profile without its examples; columns named `plain` keep what is frequent.

    The ends and days of other columns go as well: the lowest of a column of numbers may be a
    person's number, its days may be birthdays.
    """
    columns = tuple(
        replace(column, sample=())
        if column.name in plain
        else replace(column, sample=(), frequent=(), minimum="", maximum="", days=())
        for column in profile.columns
    )
    return replace(profile, columns=columns)


def to_document(profile: TableProfile) -> dict[str, Any]:
    """Return a profile as JSON keeps it."""
    return asdict(profile)


def from_document(document: dict[str, Any]) -> TableProfile:
    """Return the profile of a document."""
    columns = tuple(_column(column) for column in document["columns"])
    keys = tuple(tuple(names) for names in document["unique_keys"])
    sets = tuple(tuple(names) for names in document.get("distinct_sets", ()))
    sampling = Sampling(document["sampling"])
    words = {**document, "columns": columns, "unique_keys": keys, "sampling": sampling}
    words["distinct_sets"] = sets
    return TableProfile(**words)


def _column(document: dict[str, Any]) -> ColumnProfile:
    frequent = tuple((value, count) for value, count in document["frequent"])
    sample, days = tuple(document["sample"]), tuple(document["days"])
    return ColumnProfile(**{**document, "frequent": frequent, "sample": sample, "days": days})
