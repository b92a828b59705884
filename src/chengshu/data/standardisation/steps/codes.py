"""Codes: labels to codes, old editions to the present one, ended regions to their successors."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.data.standardisation.contracts import (
    BoundStep,
    ItemView,
    Knowledge,
    Outcome,
    Parameter,
    ParameterKind,
    Setting,
    StepSpec,
)
from chengshu.data.standardisation.errors import BadStepError
from chengshu.data.standardisation.steps.registry import NamedStep, text_setting

_DISTRICT: int = 6
_REGIONS = frozenset({"region_code"})


@dataclass(frozen=True)
class Lookup:
    """A step that replaces whole texts by a table."""

    keys: pa.Array
    values: pa.Array

    def candidates(self, values: pa.Array) -> pa.Array | None:
        """Tell which texts the table knows."""
        mask = pc.fill_null(pc.is_in(values, value_set=self.keys), fill_value=False)
        mask = pc.and_(mask, pc.is_valid(values))
        return mask if mask.true_count else None

    def apply(self, values: pa.Array) -> Outcome:
        """Return what the table says."""
        return Outcome(self.values.take(pc.index_in(values, value_set=self.keys)))


def lookup(table: Mapping[str, str]) -> Lookup:
    """Return a lookup of the entries that change something."""
    pairs = [(key, value) for key, value in table.items() if key != value]
    return Lookup(
        pa.array([key for key, _value in pairs], pa.string()),
        pa.array([value for _key, value in pairs], pa.string()),
    )


class Labels(NamedStep):
    """Words become the codes of their table."""

    title = gettext_lazy("名称转代码")
    explains = gettext_lazy("“男”“汉族”等名称转为代码表中的代码；同名多个代码或表中没有的不转。")
    parameters = (Parameter("table", gettext_lazy("代码表"), ParameterKind.TABLE),)

    def suits(self, item: ItemView) -> str:
        """Suit items with a code table."""
        return _("信息项引用代码表") if item.code_table else ""

    def settings(self, item: ItemView) -> Mapping[str, Setting]:
        """Take the item's own table."""
        return {"table": item.code_table}

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        table = text_setting(spec, "table")
        names = knowledge.code_names(table)
        if not names:
            raise BadStepError(field=f"{spec.step}.table", reason=_("代码表不存在或没有代码"))
        known = list(names.values())
        labels = {name: code for code, name in names.items() if known.count(name) == 1}
        words = dict(knowledge.synonyms.get(table, {})) | labels
        return lookup({word: code for word, code in words.items() if word not in names})


class CodeEditions(NamedStep):
    """Codes of an older edition become those of the present one."""

    title = gettext_lazy("代码新旧版对照")
    explains = gettext_lazy(
        "按对照表把旧版标准的代码换为现行版；对照表由本市维护，注明标准和版本。"
    )
    parameters = (Parameter("mapping", gettext_lazy("对照表")),)

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        mapping = knowledge.mappings.get(text_setting(spec, "mapping"))
        if mapping is None:
            raise BadStepError(field=f"{spec.step}.mapping", reason=_("没有这张对照表"))
        return lookup(mapping)


class RegionSuccessors(NamedStep):
    """Codes of regions that ended become those of what took over."""

    title = gettext_lazy("撤销区划代码换为承继代码")
    explains = gettext_lazy(
        "已撤销且只有一个承继者的区划代码换为现行代码（12 位代码换前 6 位）。"
        "只用于“现在在哪里”的信息项；身份证号、发证时的区划不换。"
    )
    parameters = (Parameter("as_of", gettext_lazy("截至日期（空为今天）")),)

    def suits(self, item: ItemView) -> str:
        """Suit region codes; where a person was registered at birth is not one of today."""
        return _("信息项为行政区划代码") if item.identifier in _REGIONS else ""

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        as_of = text_setting(spec, "as_of") or knowledge.today.isoformat()
        current: dict[str, str] = {}
        for code in knowledge.successors:
            last = code
            while (
                successor := knowledge.successors.get(last)
            ) and successor.since.isoformat() <= as_of:
                last = successor.code
            if last != code:
                current[code] = last
        return Regions(lookup(current))


@dataclass(frozen=True)
class Regions:
    """Replaces the first six digits of a region code and keeps the rest."""

    districts: Lookup

    def candidates(self, values: pa.Array) -> pa.Array | None:
        """Tell which codes begin with a district that ended."""
        return self.districts.candidates(pc.utf8_slice_codeunits(values, 0, _DISTRICT))

    def apply(self, values: pa.Array) -> Outcome:
        """Return the codes of today."""
        heads = pc.utf8_slice_codeunits(values, 0, _DISTRICT)
        found = self.districts.apply(heads).values
        tails = pc.utf8_slice_codeunits(values, _DISTRICT)
        digits = pc.match_substring_regex(values, r"^(\d{6}|\d{9}|\d{12})$")
        joined = pc.binary_join_element_wise(pc.coalesce(found, heads), tails, "")
        return Outcome(pc.if_else(pc.fill_null(digits, fill_value=False), joined, values))
