"""Every piece of evidence has its sentence, in Chinese and in English."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from chengshu.data.survey.contracts import Evidence
from chengshu.data.survey.evidence_words import read_wordings, word_evidence
from chengshu.data.survey.inference import tables
from tests.data.survey.inference.making import CITIZENS, PEOPLE, column, draft

INFERENCE = Path(tables.__file__).parent
BRACKETS = re.compile(r"%\((\w+)\)")


def named_kinds() -> set[str]:
    """The kinds of evidence written out in the code of the inference."""
    return {
        node.args[0].value
        for path in INFERENCE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Evidence"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_kind_in_the_code_has_a_sentence() -> None:
    assert named_kinds() - set(read_wordings()) == set()
    assert len(named_kinds()) > 40


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_draft_is_told_in_full_sentences(language: str) -> None:
    found = draft(
        column("sfzh", [*CITIZENS, "123"]), column("xm", PEOPLE), column("f1", comment="申请人姓名")
    )
    pieces = [
        piece
        for each in found.values()
        for proposal in each.proposals.values()
        for piece in proposal.evidence
    ]
    with translation.override(language):
        told = [word_evidence(piece) for piece in pieces]
    assert not [text for text in told if "%(" in text or "—" in text or "依据：" in text]
    assert len(told) > 10


def test_unknown_kinds_show_their_words() -> None:
    assert "abc" in word_evidence(Evidence("from_elsewhere", {"word": "abc"}))


def test_sentences_need_no_words_that_nobody_gives() -> None:
    known = {"element", "word", "share", "kind", "type", "longest", "length", "table", "text"}
    known |= {"column", "words", "total", "passed", "wrong", "value", "rows", "form", "parent"}
    known |= {"reason", "columns", "elements", "comment", "organisation", "domain", "clause"}
    known |= {"grade", "latest", "days", "gap", "count", "names", "axis", "month"}
    used = {word for text in read_wordings().values() for word in BRACKETS.findall(text)}
    assert used <= known
