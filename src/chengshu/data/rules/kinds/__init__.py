"""Rule kinds: what a rule can ask of a row, each a function over Arrow batches."""

from chengshu.data.rules.kinds import amounts, expressions, presence, texts, unique
from chengshu.data.rules.kinds.defaults import default_rules
from chengshu.data.rules.kinds.registry import rule_kinds

__all__ = ["amounts", "default_rules", "expressions", "presence", "rule_kinds", "texts", "unique"]
