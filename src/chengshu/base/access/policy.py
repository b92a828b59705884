"""The policy as data: `policy.yaml`, read once and checked as it is read."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chengshu.base.access.contracts import Rule, Scope
from chengshu.base.access.errors import BrokenPolicyError, UnknownPermissionError
from chengshu.base.accounts.contracts import Role

POLICY = Path(__file__).with_name("policy.yaml")


class _Line(BaseModel):
    """One line of the file; an unknown word in it is a mistake and raises."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    roles: dict[Role, Scope]
    grades: dict[Role, int] = Field(default_factory=dict)
    needs_purpose: bool = False


_FILE: TypeAdapter[dict[str, _Line]] = TypeAdapter(dict[str, _Line])


def load_rules(text: str) -> dict[str, Rule]:
    """Return the rules of a policy file by permission.

    Raises:
        BrokenPolicyError: A line is not `permission: {title, roles, grades?, needs_purpose?}`,
            or a permission is listed twice.
    """
    try:
        _refuse_twins(yaml.compose(text, Loader=yaml.SafeLoader))
        lines = _FILE.validate_python(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise BrokenPolicyError(reason=str(error)) from error
    return {
        permission: Rule(permission, line.title, line.roles, line.grades, line.needs_purpose)
        for permission, line in lines.items()
    }


def _refuse_twins(root: yaml.Node | None) -> None:
    """Refuse a permission that is listed twice: YAML itself would silently keep the last one."""
    keys = [key.value for key, _value in root.value] if isinstance(root, yaml.MappingNode) else []
    twins = {key for key in keys if keys.count(key) > 1}
    if twins:
        raise BrokenPolicyError(reason=", ".join(sorted(twins)))


@cache
def _rules() -> dict[str, Rule]:
    return load_rules(POLICY.read_text(encoding="utf-8"))


def list_rules() -> tuple[Rule, ...]:
    """Return every rule of the policy in the file's order."""
    return tuple(_rules().values())


def get_rule(permission: str) -> Rule:
    """Return the rule of `permission`.

    Raises:
        UnknownPermissionError: The policy does not list it.
    """
    rule = _rules().get(permission)
    if rule is None:
        raise UnknownPermissionError(permission=permission)
    return rule
