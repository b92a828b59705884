"""Near duplicates: rows of one block whose texts are too alike to be two things."""

from typing import ClassVar, Final

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from chengshu.data.lake.contracts.sets import LikelyPairs
from chengshu.data.rules.contracts import (
    POSITION,
    Characteristic,
    Places,
    RuleSpec,
    Severity,
    Surroundings,
)
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.registry import rule_kinds
from chengshu.data.rules.kinds.sets.parameters import (
    NOWHERE,
    SetRule,
    columns_parameter,
    condition_of,
    share_parameter,
)

ALIKE: Final = 0.95  # Jaro-Winkler similarity of characters


class NearDuplicate(SetRule):
    """Rows that agree in `block` and whose `columns` are alike in the mean by `least` (0 to 1).

    The later row of a pair fails. A hint for a person: it warns unless the rule says otherwise.
    `first` compares only that many first characters of the last block column.
    """

    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY
    severity: ClassVar[Severity] = Severity.WARN
    title: ClassVar[str | Promise] = _("疑似重复")
    sentence: ClassVar[str | Promise] = _("“%(label)s”与同批其他记录过于相似，疑似重复登记")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without blocks (every row would meet every other) or columns."""
        columns_parameter(spec, "block")
        columns_parameter(spec, "columns")
        if not 0 < share_parameter(spec, "least", ALIKE) <= 1:
            raise BadRuleError(field=spec.code, reason=gettext("相似度应在 0 到 1 之间"))

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return what is compared and what the blocks are made of."""
        return (*columns_parameter(spec, "columns"), *columns_parameter(spec, "block"))

    def find(self, spec: RuleSpec, surroundings: Surroundings) -> Places:
        """Compare the pairs the lake proposes, by characters, in threads."""
        rows = surroundings.rows(where=condition_of(spec), accepted=True)
        if not rows.landed.rows:
            return NOWHERE
        columns = columns_parameter(spec, "columns")
        first = int(share_parameter(spec, "first", 0))
        pairs = surroundings.ask(
            LikelyPairs(rows, columns_parameter(spec, "block"), columns, first)
        )
        if not pairs.num_rows:
            return NOWHERE
        likeness = np.zeros(pairs.num_rows)
        for place in range(len(columns)):
            sides = [[text or "" for text in pairs[f"{side}{place}"].to_pylist()] for side in "ab"]
            scorer = JaroWinkler.normalized_similarity
            likeness += process.cpdist(sides[0], sides[1], scorer=scorer, workers=2)
        alike = likeness / len(columns) >= share_parameter(spec, "least", ALIKE)
        return np.unique(np.asarray(pairs[POSITION].combine_chunks(), dtype=np.int64)[alike])


rule_kinds.register("near_duplicate", NearDuplicate())
