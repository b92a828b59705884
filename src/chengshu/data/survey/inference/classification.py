"""Protection of a column: class of personal data, grade, mask, and secrets that never leave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from chengshu.data.elements.contracts import DataElement
from chengshu.data.survey.contracts.drafts import Evidence, Proposal
from chengshu.data.survey.inference.calibration import calibrate
from chengshu.data.survey.inference.names import ColumnName, has_chinese, split_name
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import get_rulebook, section
from chengshu.data.survey.inference.shapes import SURE
from chengshu.data.survey.inference.types import Family

_LEAST, _LEAST_TOLD = 0.5, 0.7  # an element that tells of no person counts from the second on
_ALWAYS, _AMONG_PEOPLE = 0.8, 0.7
_SECRET_GRADE = 4
_SENSITIVE_GRADE = 3


@dataclass(frozen=True)
class Subject:
    """One column to be classified: what was seen, read and concluded before.

    `label` is its Chinese name, `element` the matching data element with its confidence, and
    `has_people` tells whether the table is about people.
    """

    observation: Observation
    name: ColumnName
    label: str
    element: DataElement | None
    confidence: float
    has_people: bool


def classify(subject: Subject) -> Mapping[str, Proposal]:
    """Return proposals for `is_secret`, `personal`, `grade`, `mask` and `is_sensitive`."""
    secret = find_secret(subject)
    personal = find_personal(subject)
    grade = _grade(subject, str(personal.value or ""), is_secret=bool(secret.value))
    kind = str(personal.value or "")
    is_sensitive = bool(secret.value) or kind in section("personal_words")["sensitive"]
    return {
        "is_secret": secret,
        "personal": personal,
        "grade": Proposal(grade, personal.confidence, personal.evidence or secret.evidence),
        "mask": _mask(subject, personal, secret),
        "is_sensitive": Proposal(
            is_sensitive or grade >= _SENSITIVE_GRADE,
            secret.confidence if secret.value else personal.confidence,
            secret.evidence if secret.value else personal.evidence,
        ),
    }


def find_secret(subject: Subject) -> Proposal:
    """Return whether a column holds passwords, keys or tokens: by its name, by its contents."""
    rules = section("secrets")
    named = _secret_word(subject.name, rules) if _may_hold_secret(subject.observation) else ""
    hashed = subject.observation.shape.hashed >= SURE
    digest = subject.observation.shape.digest >= SURE or subject.observation.shape.uuid >= SURE
    if not named and not hashed:
        return Proposal(value=False, confidence=0.99)
    evidence = []
    if named:
        evidence.append(Evidence("secret_name", {"word": named}, rules["confidence"]["name"]))
    if hashed or (named and digest):
        evidence.append(Evidence("secret_content", {}, rules["confidence"]["content"]))
    kind = "name_and_content" if len(evidence) > 1 else "name" if named else "content"
    return Proposal(value=True, confidence=rules["confidence"][kind], evidence=tuple(evidence))


def _may_hold_secret(observation: Observation) -> bool:
    if observation.dates is not None or observation.is_flag:
        return False
    return observation.source.family in {Family.TEXT, Family.LONG, Family.BINARY}


def _secret_word(name: ColumnName, rules: Mapping[str, list[str]]) -> str:
    """Return the word of a name that says secret, "" where another says it is only about one."""
    text = name.text or name.note
    if any(word in text for word in rules["not_texts"]):
        return ""
    if found := next((word for word in rules["texts"] if word in text), ""):
        return found
    pieces = split_name(name.raw)
    if pieces and pieces[-1] in rules["not"]:
        return ""
    if found := next((piece for piece in pieces if piece in rules["pieces"]), ""):
        return found
    return next((word for word in rules["joined"] if word in name.folded), "")


def find_personal(subject: Subject) -> Proposal:
    """Return the class of personal data of a column, "" for none, the likeliest source first."""
    found = sorted(_personal_signs(subject), key=lambda sign: -sign[1])
    if not found or found[0][1] < _LEAST:
        confidence = 1 - (found[0][1] if found else 0.02)
        return Proposal(value="", confidence=calibrate("personal", confidence))
    kind, worth, _ = found[0]
    evidence = tuple(each for name, _, each in found if name == kind)
    return Proposal(value=kind, confidence=calibrate("personal", worth), evidence=evidence)


def _personal_signs(subject: Subject) -> Iterator[tuple[str, float, Evidence]]:
    """Yield class, worth and evidence of everything that says a column is personal."""
    element, observation = subject.element, subject.observation
    if element is not None and element.personal:
        words = {"element": element.name_zh}
        of_element = "basic" if element.mask == "name" else element.personal
        yield of_element, subject.confidence, Evidence("personal_element", words)
    if observation.identifier is not None:
        kind = get_rulebook().identifier_kinds[observation.identifier.kind]
        if kind.personal:
            worth = observation.identifier_confidence
            yield kind.personal, worth, Evidence("personal_kind", {"kind": kind.label})
    if observation.is_people:
        share = observation.shape.person_name
        yield "basic", 0.9 * share, Evidence("personal_names", {"share": f"{share:.0%}"})
    if observation.shape.address >= SURE and subject.has_people:
        yield "basic", 0.85, Evidence("personal_address")
    if element is None:
        yield from _personal_words(subject)
    elif not element.personal:
        is_said = has_chinese(subject.name.text)  # what letters were read as yields to the element
        yield from _personal_words(subject if is_said else replace(subject, label=element.name_zh))


def _personal_words(subject: Subject) -> Iterator[tuple[str, float, Evidence]]:
    rules = section("personal_words")
    for kind, words in rules["always"].items():
        word = next((word for word in words if word in subject.label), "")
        if word and not _is_administrative(subject, word):
            yield kind, _ALWAYS, Evidence("personal_word", {"word": word}, _ALWAYS)
    is_told = subject.element is not None and subject.confidence >= _LEAST_TOLD
    if is_told or not subject.has_people:
        return
    if subject.label.startswith(tuple(section("units_before"))):
        return
    for kind, words in rules["with_people"].items():
        word = next((word for word in words if subject.label.endswith(word)), "")
        if word and not subject.observation.is_flag:
            yield kind, _AMONG_PEOPLE, Evidence("personal_word", {"word": word}, _AMONG_PEOPLE)


def _is_administrative(subject: Subject, word: str) -> bool:
    """Tell whether a name only mentions a personal word: counts, flags, times of a process."""
    observation = subject.observation
    tail = subject.label.partition(word)[2]
    if observation.is_flag or tail.endswith(tuple(section("administrative_tails"))):
        return True
    is_handling = tail.endswith(tuple(section("handling_tails"))) and not subject.has_people
    return is_handling and not subject.label.startswith(("出生", "生日"))


def _grade(subject: Subject, personal: str, *, is_secret: bool) -> int:
    """Return the highest grade that anything known about the column asks for."""
    grades = [1]
    if is_secret:
        grades.append(_SECRET_GRADE)
    if subject.element is not None:
        grades.append(subject.element.grade)
    if subject.observation.identifier is not None:
        grades.append(get_rulebook().identifier_kinds[subject.observation.identifier.kind].grade)
    if personal:
        grades.append(section("personal_words")["grades"].get(personal, _SENSITIVE_GRADE))
    return max(grades)


def _mask(subject: Subject, personal: Proposal, secret: Proposal) -> Proposal:
    """Return the mask: the element's own, that of the kind, of the shape; all for secrets."""
    if secret.value:
        return Proposal("hide", secret.confidence, secret.evidence)
    if subject.element is not None and subject.element.mask:
        return Proposal(subject.element.mask, subject.confidence, personal.evidence)
    mask = _seen_mask(subject.observation, is_personal=bool(personal.value))
    return Proposal(mask, personal.confidence, personal.evidence if mask else ())


def _seen_mask(observation: Observation, *, is_personal: bool) -> str:
    """Return the mask that the contents ask for; codes of units stay readable."""
    if not is_personal:
        return ""
    if observation.identifier is not None:
        return get_rulebook().identifier_kinds[observation.identifier.kind].mask
    if observation.is_people:
        return "name"
    return "address" if observation.shape.address >= SURE else "hide"
