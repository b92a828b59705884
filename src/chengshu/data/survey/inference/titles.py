"""The entry a table would be: title, abstract, class path, theme and format."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chengshu.data.sources.contracts.profiles import TableProfile
from chengshu.data.survey.contracts.drafts import (
    Alternative,
    Evidence,
    Proposal,
    SurveyContext,
)
from chengshu.data.survey.inference.calibration import calibrate
from chengshu.data.survey.inference.classes import propose_class
from chengshu.data.survey.inference.lexicon import Lexicon, near_parts, parts_of
from chengshu.data.survey.inference.names import fold, has_chinese, split_name
from chengshu.data.survey.inference.rulebook import section
from chengshu.data.survey.inference.segments import Phrase, read_pieces

_GENERAL = frozenset({"general", "audit"})
_LISTED, _MOST_ALTERNATIVES = 8, 3
_TAIL = re.compile(r"(?:数据|信息)?表$|（.*）$|\(.*\)$|\d{4}年?(?:度)?$")
_PACKED = re.compile(r"\.(gz|zip|bz2|xz)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(csv|tsv|txt|xlsx?|et|json|jsonl|geojson|xml|dbf)$", re.IGNORECASE)
_SYSTEM_TAIL = re.compile(r"(?:综合|业务|管理)?(?:信息)?(?:系统|平台)$|信息$")
_GUESSED = 0.1  # of a table's own name, where initials could mean many things
_SHORT = 2  # letters that mean too many things
_FEWEST_ALIKE, _SHARE_ALIKE = 3, 0.4


@dataclass(frozen=True)
class Told:
    """A table with what its columns turned out to be: names in order and domains of elements.

    `sure_names` are the names of columns that are no guess: words of the title may stand there.
    """

    profile: TableProfile
    names: Sequence[str]
    domains: Sequence[str]
    lexicon: Lexicon
    context: SurveyContext
    sure_names: Sequence[str] = ()


def propose_entry(told: Told) -> Iterator[tuple[str, Proposal]]:
    """Yield the proposals about the entry itself."""
    title = propose_title(told)
    yield "title", title
    yield "abstract", _abstract(told, title)
    main = main_domain(told.domains)
    yield "class_path", propose_class(told.context, str(title.value), main)
    yield "theme", _theme(main)
    yield from _format(told)


def clean_title(text: str) -> str:
    """Return a title without `表` at its end: 参保人员信息表 is 参保人员信息."""
    title = re.split(r"[，,；;。\n]", text.strip(), maxsplit=1)[0].strip()
    shorter = _TAIL.sub("", title).strip()
    if title.endswith(("信息表", "数据表")):
        shorter = title.removesuffix("表")
    return shorter or title


def propose_title(told: Told) -> Proposal:
    """Return the title: of the comment, of a Chinese name, of the pieces of the name."""
    profile = told.profile
    if has_chinese(profile.comment):
        title = clean_title(profile.comment)
        words = {"comment": profile.comment}
        worth = calibrate("title", 0.93)
        return Proposal(title, worth, (Evidence("title_comment", words, worth),))
    stem = _stem(profile.name)
    if has_chinese(stem):
        worth = calibrate("title", 0.85)
        evidence = Evidence("title_name", {"table": profile.name}, worth)
        return Proposal(clean_title(stem.replace("_", "")), worth, (evidence,))
    return _titled_by_contents(told) if profile.kind == "file" else _composed_title(told, stem)


def _stem(name: str) -> str:
    """Return a table's or file's name without folder and endings (`.geojson.gz`)."""
    return _EXTENSION.sub("", _PACKED.sub("", name.rpartition("/")[2]))


def _titled_by_contents(told: Told) -> Proposal:
    """Return the title of a file whose name says nothing: of its columns, else of its system."""
    subject = _shared_start([column.name for column in told.profile.columns])
    system = _SYSTEM_TAIL.sub("", told.context.system_name) or told.context.system_name
    text = f"{subject or system}信息"
    worth = calibrate("title", 0.6 if subject else 0.4)
    evidence = Evidence("title_contents", {"names": subject or told.context.system_name}, worth)
    others = (Alternative(f"{system}信息", f"{system}信息", 0.3),) if subject else ()
    return Proposal(text, worth, (evidence,), others)


def _shared_start(names: Sequence[str]) -> str:
    """Return what many Chinese column names begin with (留言编号, 留言时间 → 留言), or nothing."""
    starts = Counter(name[:2] for name in names if has_chinese(name[:1]) and has_chinese(name[1:2]))
    start, count = starts.most_common(1)[0] if starts else ("", 0)
    is_shared = count >= max(_FEWEST_ALIKE, _SHARE_ALIKE * len(names))
    return start if is_shared else ""


def _composed_title(told: Told, stem: str) -> Proposal:
    pieces = tuple(
        piece
        for piece in split_name(stem.rpartition(".")[2])
        if piece not in section("table_prefixes") and not piece.isdigit()
    )
    near = near_parts(told.profile) | parts_of(told.sure_names)
    phrases = sorted(
        read_pieces(pieces, told.lexicon, near), key=lambda phrase: (phrase.rank, phrase.guessed)
    )
    words = {"table": told.profile.name}
    if phrases and _is_guess(phrases[0], pieces, near):
        options = dict.fromkeys(_end(phrase.text) for phrase in phrases[:_MOST_ALTERNATIVES])
        others = tuple(Alternative(text, text, _GUESSED) for text in options)
        return Proposal(stem, _GUESSED, (Evidence("title_guessed", words, _GUESSED),), others)
    if phrases:
        worth = calibrate("title", 0.6 * phrases[0].known)
        evidence = Evidence("title_pieces", words, round(worth, 3))
        others = tuple(Alternative(p.text, p.text, 0.2) for p in phrases[1:_MOST_ALTERNATIVES])
        return Proposal(_end(phrases[0].text), worth, (evidence,), others)
    main = main_domain(told.domains)
    label = section("domains").get(main, {}).get("title", "")
    named = "、".join([name for name in told.names if has_chinese(name)][:2])
    title = f"{label or told.context.system_name}（{named or told.profile.name}）"
    return Proposal(title, 0.2, (Evidence("title_contents", {"names": named}, 0.2),))


def _is_guess(phrase: Phrase, pieces: Sequence[str], near: frozenset[str]) -> bool:
    """Tell whether a title is but guessed: two letters alone, or initials without a witness."""
    is_short = sum(map(len, pieces)) <= _SHORT and phrase.text not in near
    return is_short or phrase.guessed > section("phrases")["titled"]


def _end(text: str) -> str:
    """Return a title with a word at its end that says what it is: 行政处罚信息."""
    return text if text.endswith(tuple(section("title_ends"))) else f"{text}信息"


def _abstract(told: Told, title: Proposal) -> Proposal:
    listed = "、".join(told.names[:_LISTED])
    more = "等" if len(told.names) > _LISTED else ""
    text = (
        f"{told.context.organisation_name}“{told.context.system_name}”中的{title.value}，"
        f"包括{listed}{more}共{len(told.names)}项。"
    )
    evidence = Evidence("abstract_items", {"count": str(len(told.names))}, 0.8)
    return Proposal(text, min(title.confidence, 0.8), (evidence,))


def main_domain(domains: Sequence[str]) -> str:
    """Return the domain most columns belong to, the general ones left out."""
    counts = Counter(domain for domain in domains if domain not in _GENERAL)
    return counts.most_common(1)[0][0] if counts else ""


def _theme(main: str) -> Proposal:
    rule = section("domains").get(main, {})
    theme = rule.get("theme", "")
    if not theme:
        return Proposal("", 0.5)
    evidence = Evidence("theme_domain", {"domain": rule["title"]}, 0.7)
    return Proposal(theme, calibrate("theme", 0.7), (evidence,))


def _format(told: Told) -> Iterator[tuple[str, Proposal]]:
    """Yield format, concrete format and share mode that follow from where the table lies."""
    kind = told.context.source_kind.lower()
    ending = _EXTENSION.search(_PACKED.sub("", told.profile.name))
    known = section("formats")
    rule = known.get(
        ending[1].lower() if ending else kind,
        known["file" if told.profile.kind == "file" else "database"],
    )
    evidence = (Evidence("format_source", {"kind": kind}, 0.95),)
    yield "format", Proposal(str(rule["format"]), 0.95, evidence)
    yield "format_name", Proposal(rule["name"], 0.9, evidence)
    yield "share_mode", Proposal(str(rule["mode"]), 0.8, evidence)


def title_key(title: str) -> str:
    """Return a title folded for comparing."""
    return fold(title)
