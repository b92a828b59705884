"""Names alike but for the word of their head: 检查类别 and 检查类型, 有效期起 and 有效期自."""

from functools import lru_cache

from chengshu.data.survey.inference.rulebook import section

_SHORTEST_STEM = 2


@lru_cache(maxsize=1)
def _heads() -> tuple[tuple[str, int], ...]:
    """Return every head with the number of its group, the longest first."""
    groups: list[str] = section("same_heads")
    heads = [(head, number) for number, group in enumerate(groups) for head in group.split()]
    return tuple(sorted(heads, key=lambda head: -len(head[0])))


@lru_cache(maxsize=65536)
def alike(name: str) -> str:
    """Return what names of one meaning share: what stands before the head, and its group.

    "" where a name has no such head, or less than two characters before it.
    """
    for head, group in _heads():
        if name.endswith(head) and len(name) >= len(head) + _SHORTEST_STEM:
            return f"{name.removesuffix(head)}#{group}"
    return ""
