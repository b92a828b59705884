"""Rooms above that follow judgements: they register themselves, quality knows none of them."""

from chengshu.base.registry.api import Registry
from chengshu.data.quality.contracts import Follower, RowsEnded, Verdict

followers: Registry[Follower] = Registry("judgement_followers")


def tell_judged(verdict: Verdict) -> None:
    """Tell every follower of a new judgement, in the transaction that keeps it."""
    for _name, follower in followers:
        follower.judged(verdict)


def tell_ended(change: RowsEnded) -> None:
    """Tell every follower of rows that came to their end."""
    for _name, follower in followers:
        follower.ended(change)
