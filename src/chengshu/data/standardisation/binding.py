"""Plans made ready to run: each step bound to its parameters and to what the packs know."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.base.errors.api import NotFoundError
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.standardisation import pack
from chengshu.data.standardisation.contracts import (
    BoundPair,
    BoundStep,
    Knowledge,
    Runner,
    RunningPair,
    RunningStep,
    StepSpec,
)
from chengshu.data.standardisation.errors import BadStepError
from chengshu.data.standardisation.steps import steps

_PAIRED = "latitude"


def read_knowledge(null_words: Sequence[str]) -> Knowledge:
    """Return what the packs and the code tables know today."""
    words = pack.words()
    return Knowledge(
        today=clock.today(),
        null_words=tuple(null_words),
        code_names=_code_names,
        synonyms={
            table: {word: code for code, known in codes.items() for word in known}
            for table, codes in words.synonyms.items()
        },
        mappings={key: mapping.codes for key, mapping in words.mappings.items()},
        successors=pack.successors(),
        units=pack.units(),
        currencies={word: code for code, known in words.currencies.items() for word in known},
        flags={word: means for means, known in words.flags.items() for word in known},
        region_table=words.region_table,
    )


def bind(resource: ResourceInfo, specs: Sequence[StepSpec], knowledge: Knowledge) -> Runner:
    """Return the steps of a resource ready to run.

    Raises:
        BadStepError: A step names an item that is not there, or cannot work as set.
        InvalidInputError: There is no such step.
    """
    check_items(resource, specs)
    chains: dict[str, list[RunningStep]] = defaultdict(list)
    pairs: list[RunningPair] = []
    for spec in specs:
        step = steps.get(spec.step)
        bound = step.bind(spec, knowledge)
        if _PAIRED in spec.parameters:
            columns = (spec.column, str(spec.parameters[_PAIRED]))
            pairs.append(RunningPair(spec.step, cast("BoundPair", bound), columns))
        else:
            running = RunningStep(
                spec.step, cast("BoundStep", bound), spec.into, text_only=step.text_only
            )
            chains[spec.column].append(running)
    return Runner(dict(chains), tuple(pairs))


def _code_names(table: str) -> Mapping[str, str]:
    """Return a code table as it holds today; empty where the city has not loaded it."""
    try:
        return catalog.code_names(table)
    except NotFoundError:
        return {}


def check_items(resource: ResourceInfo, specs: Sequence[StepSpec]) -> None:
    """Refuse steps that name items the resource does not have, or that fill one another in turn.

    Raises:
        BadStepError: There is one.
    """
    columns = {item.column for item in resource.items}
    sources = {spec.column for spec in specs if spec.into}
    for spec in specs:
        step = steps.get(spec.step)
        paired = {str(spec.parameters[_PAIRED])} if _PAIRED in spec.parameters else set()
        named = {spec.column, *spec.into.values(), *paired}
        if named - columns:
            reason = _("资源没有信息项 %(items)s") % {"items": "、".join(sorted(named - columns))}
            raise BadStepError(field=spec.step, reason=reason)
        if set(spec.into) - set(step.parts):
            raise BadStepError(field=spec.step, reason=_("没有这样的拆分部分"))
        if sources & set(spec.into.values()):
            reason = _("拆分出的信息项不能再拆分到别的信息项")
            raise BadStepError(field=spec.step, reason=reason)
