"""Where an entry belongs in the city's class tree: by who provides it, and by what it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from chengshu.data.survey.contracts.drafts import Alternative, Evidence, Proposal, SurveyContext
from chengshu.data.survey.inference.calibration import calibrate
from chengshu.data.survey.inference.rulebook import section

_MOST_ALTERNATIVES = 4


@dataclass(frozen=True)
class _Option:
    """One leaf that may be right, and why."""

    code: str
    name: str
    worth: float
    evidence: Evidence


def propose_class(context: SurveyContext, title: str, main: str) -> Proposal:
    """Return the leaf of the class tree, with other leaves to choose instead.

    The provider's own leaf comes first; a subject that a base library keeps (population, legal
    entities) goes before it only where the title says so. `main` is the domain most columns
    belong to. Nothing is proposed where no leaf of the tree speaks for the table.
    """
    rules: Mapping[str, Any] = section("classes")
    leaves = find_leaves(context.classes)
    found = [
        *_by_subject(leaves, rules, title),
        *_by_provider(leaves, rules, context.providers or (context.organisation_name,)),
        *_by_theme(leaves, main),
        *_by_whole(leaves, rules),
    ]
    if not found:
        return Proposal("", 0.0, (Evidence("class_none", {"count": str(len(leaves))}),))
    best, *rest = sorted(found, key=lambda option: -option.worth)
    others = {each.code: each for each in reversed(rest) if each.code != best.code}
    alternatives = tuple(
        Alternative(each.code, each.name, round(min(each.worth, 1 - best.worth), 2))
        for each in sorted(others.values(), key=lambda option: -option.worth)
    )
    confidence = calibrate("class_path", best.worth)
    return Proposal(best.code, confidence, (best.evidence,), alternatives[:_MOST_ALTERNATIVES])


def find_leaves(nodes: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the nodes (code, name) below which there is nothing."""
    codes = sorted(code for code, _ in nodes)
    inner = {code for code, after in pairwise(codes) if after.startswith(code)}
    return tuple((code, name) for code, name in nodes if code not in inner)


def _by_provider(
    leaves: Sequence[tuple[str, str]], rules: Mapping[str, Any], providers: Sequence[str]
) -> Iterator[_Option]:
    """Yield the leaf named like the provider, else like the unit it is part of."""
    own = [each for each in leaves if each[0].startswith(rules["department"])]
    for distance, provider in enumerate(providers):
        named = [(code, name) for code, name in own if _is_named(name, provider, rules)]
        if not named:
            continue
        code, name = max(named, key=lambda each: len(each[1]))
        worth = rules["own"] if distance == 0 else rules["parent"]
        words = {"organisation": provider, "text": name}
        yield _Option(code, name, worth, Evidence("class_provider", words, worth))
        return


def _is_named(name: str, provider: str, rules: Mapping[str, Any]) -> bool:
    """Tell whether two names mean one office: 市公安局, 云枢市公安局, 公安局交警支队 are."""
    short = _shortened(name, rules)
    return len(short) >= rules["least"] and short in provider


def _shortened(name: str, rules: Mapping[str, Any]) -> str:
    """Return an office's name without its city: what stands behind the last 市, 县 or 区."""
    cut = max((name.rfind(mark) for mark in rules["marks"]), default=-1)
    return name[cut + 1 :].removesuffix(rules["whole"])


def _by_subject(
    leaves: Sequence[tuple[str, str]], rules: Mapping[str, Any], title: str
) -> Iterator[_Option]:
    """Yield leaves of the libraries whose subject the title names."""
    for rule in rules["subjects"]:
        word = next((word for word in rule["words"] if word in title), "")
        below = [each for each in leaves if each[0].startswith(rule["item"])]
        if not word or not below:
            continue
        code, name = max(below, key=lambda each: _shared(each[1], title))
        worth = rules["subject"] if len(below) == 1 else rules["one_of_many"]
        words = {"word": word, "text": name}
        yield _Option(code, name, worth, Evidence("class_subject", words, worth))


def _shared(name: str, title: str) -> int:
    return len(set(name) & set(title))


def _by_theme(leaves: Sequence[tuple[str, str]], main: str) -> Iterator[_Option]:
    """Yield the leaves that the domain of most columns belongs to: unsure, others may fit too."""
    rule = section("domains").get(main, {})
    for kind in ("base", "theme_class"):
        for code, name in leaves:
            if code == rule.get(kind):
                words = {"domain": rule["title"], "text": name}
                worth = section("classes")["theme"]
                yield _Option(code, name, worth, Evidence("class_domain", words, worth))


def _by_whole(leaves: Sequence[tuple[str, str]], rules: Mapping[str, Any]) -> Iterator[_Option]:
    """Yield the departments' common leaf where the city has not given each its own."""
    own = [each for each in leaves if each[0].startswith(rules["department"])]
    if len(own) == 1 and own[0][1].endswith(rules["whole"]):
        worth = rules["shared"]
        words = {"text": own[0][1]}
        yield _Option(*own[0], worth, Evidence("class_whole", words, worth))
