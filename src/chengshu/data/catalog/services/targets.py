"""Setting and dropping targets."""

from typing import Any

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import Countable, Scope, Target
from chengshu.data.catalog.models import TargetRow


def save_target(*, actor: Actor, target: Target) -> bool:
    """Keep a target; tell whether anything changed."""
    place: dict[str, Any] = {
        "scope": target.scope,
        "code": target.code,
        "countable": target.countable,
    }
    known = TargetRow.objects.filter(**place).first()
    if known is not None and (known.amount, known.deadline) == (target.amount, target.deadline):
        return False
    values = {
        "amount": target.amount,
        "deadline": target.deadline,
        "set_by": actor.username,
        "set_at": clock.now(),
    }
    TargetRow.objects.update_or_create(**place, defaults=values)
    return True


def drop_target(*, scope: Scope, code: str, countable: Countable) -> bool:
    """Forget a target; tell whether there was one."""
    found = TargetRow.objects.filter(scope=scope, code=code, countable=countable)
    removed, _rows = found.delete()
    return bool(removed)
