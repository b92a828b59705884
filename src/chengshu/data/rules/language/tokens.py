"""Cutting a rule into tokens; item names come from the catalogue, so no blanks are needed."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from chengshu.data.rules.language.errors import RuleTextError
from chengshu.data.rules.language.vocabulary import Vocabulary, match_word, narrow

LONGEST_RULE: Final = 2000
_MOST_DIGITS: Final = 15  # what a double tells apart
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_BLANK = re.compile(r"\s+|[。;]+\s*$")
_QUOTES: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」"}
_BRACKETS: Final = {"【": "】", "[": "]", "`": "`"}
_SHOWN: Final = 20


@dataclass(frozen=True)
class Token:
    """A piece of a rule at `column` (from 1): a word of the language, an item, or a value.

    `word` is the language's word, or `item`, `text`, `number`, `date`, `end`.
    """

    column: int
    text: str
    word: str
    value: str | Decimal | dt.date = ""


def cut(text: str, vocabulary: Vocabulary) -> tuple[Token, ...]:
    """Return the tokens of a rule, the last being `end`.

    Raises:
        RuleTextError: It is too long, or a piece cannot be read.
    """
    if len(text) > LONGEST_RULE:
        reason = _("规则超过 %(limit)s 个字符，请拆成几条") % {"limit": LONGEST_RULE}
        raise RuleTextError(column=LONGEST_RULE + 1, text="…", reason=reason)
    return (*_walk(text, vocabulary), Token(len(text) + 1, _("（规则末尾）"), "end"))


def _walk(text: str, vocabulary: Vocabulary) -> Iterator[Token]:
    plain, at = narrow(text), 0
    while at < len(text):
        blank = _BLANK.match(plain, at)
        if blank:
            at = blank.end()
            continue
        token = _next(text, plain, (at, vocabulary))
        yield token
        at += len(token.text)


def _next(text: str, plain: str, place: tuple[int, Vocabulary]) -> Token:
    at, vocabulary = place
    if plain[at] in _QUOTES:
        return _quoted(text, at)
    if plain[at] in _BRACKETS:
        return _bracketed(text, at, vocabulary)
    if plain[at] in "0123456789":
        return _number(plain, at)
    column, length = vocabulary.match(text, at)
    word, word_length = match_word(plain, at)
    if length > word_length:
        return Token(at + 1, text[at : at + length], "item", column)
    if word:
        return Token(at + 1, text[at : at + word_length], word)
    raise _unknown(text, at, vocabulary)


def _quoted(text: str, at: int) -> Token:
    close = _QUOTES[text[at]]
    parts, start = [], at + 1
    while True:
        end = text.find(close, start)
        if end < 0:
            reason = _("引号没有成对，请补上 %(quote)s") % {"quote": close}
            raise RuleTextError(column=at + 1, text=text[at], reason=reason)
        parts.append(text[start:end])
        if text[end + 1 : end + 2] != close:
            break
        start = end + 2  # a doubled quote stands for itself
    value = close.join(parts)
    if "\x00" in value:
        raise RuleTextError(column=at + 1, text="\\0", reason=_("文字中有不可见的控制字符，请删除"))
    return Token(at + 1, text[at : end + 1], "text", value)


def _bracketed(text: str, at: int, vocabulary: Vocabulary) -> Token:
    close = _BRACKETS[text[at]]
    end = text.find(close, at + 1)
    if end < 0:
        reason = _("信息项名称的括号没有成对，请补上 %(bracket)s") % {"bracket": close}
        raise RuleTextError(column=at + 1, text=text[at], reason=reason)
    column = vocabulary.find(text[at + 1 : end])
    if column is None:
        raise _no_item(text[at + 1 : end], at, vocabulary)
    return Token(at + 1, text[at : end + 1], "item", column)


def _number(text: str, at: int) -> Token:
    found = _DATE.match(text, at)
    if found:
        try:
            day = dt.date(*(int(part) for part in found.groups()))
        except ValueError as error:
            reason = _("不是真实存在的日期，请写成 2024-01-31 这样")
            raise RuleTextError(column=at + 1, text=found[0], reason=reason) from error
        return Token(at + 1, found[0], "date", day)
    number = _NUMBER.match(text, at)
    digits = number[0] if number else ""
    if len(digits.replace(".", "").lstrip("0")) > _MOST_DIGITS:
        reason = _("数字超过 %(limit)s 位；如果是编号，请加引号") % {"limit": _MOST_DIGITS}
        raise RuleTextError(column=at + 1, text=digits[:_SHOWN], reason=reason)
    return Token(at + 1, digits, "number", Decimal(digits))


def _unknown(text: str, at: int, vocabulary: Vocabulary) -> RuleTextError:
    end = at
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        if end > at and match_word(text, end)[1] > 1:
            break
        end += 1
    if end > at:
        return _no_item(text[at:end], at, vocabulary)
    reason = _("规则中不能使用此符号，请删除或改用 = < > + - * / ( ) 等")
    return RuleTextError(column=at + 1, text=text[at], reason=reason)


def _no_item(name: str, at: int, vocabulary: Vocabulary) -> RuleTextError:
    near = vocabulary.nearest(name)
    reason = _("目录中没有这个信息项，请对照目录改正；文字取值请加引号")
    if near:
        reason = _("目录中没有这个信息项，是否为“%(near)s”？文字取值请加引号") % {"near": near}
    return RuleTextError(column=at + 1, text=name[:_SHOWN], reason=reason)
