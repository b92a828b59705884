"""Steps for any text: blanks, width, case, words that mean nothing."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
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
    differing,
)
from chengshu.data.standardisation.steps.registry import (
    NamedStep,
    Reading,
    choice_setting,
    holds_any,
    text_setting,
)

EDGES: Final = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b"
_EDGE_BYTES: Final = tuple(sign.encode() for sign in EDGES)
_INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff"
_BLANK: Final = r"[ \t\r\n\v\f\u00a0\u3000]"
_CHINESE: Final = r"[\u3400-\u9fff]"
_ASCII_OF_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_WIDE_WORDS: Final = {code: plain for code, plain in _ASCII_OF_WIDE.items() if chr(plain).isalnum()}
_MARKED: Final = frozenset({
    "uscc",
    "citizen_id",
    "mobile",
    "landline",
    "vin",
    "phone",
    "postal_code",
    "email",
    "plate",
})
_PADDING: Final = 12  # bytes of blanks around a word that is still looked for
_NO_WORD: Final = 2**31 - 1
_TEXT: Final = frozenset({"C"})


@dataclass(frozen=True)
class _Vector:
    """A step that one Arrow function does for all texts at once."""

    change: Callable[[pa.Array], pa.Array]
    needles: tuple[bytes, ...] = ()

    def candidates(self, values: pa.Array) -> pa.Array | None:
        if self.needles and not holds_any(values, self.needles):
            return None
        mask = differing(values, self.change(values))
        return mask if mask.true_count else None

    def apply(self, values: pa.Array) -> Outcome:
        return Outcome(self.change(values))


class Trim(NamedStep):
    """Blanks before and behind are left out, ideographic ones and invisible signs too."""

    title = gettext_lazy("去首尾空白")
    explains = gettext_lazy("去掉单元格首尾的空格、全角空格、换行、制表符和不可见字符。")
    text_only = True

    def suits(self, item: ItemView) -> str:
        """Suit every item."""
        del item
        return _("所有信息项")

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        del spec, knowledge
        return _Vector(lambda values: pc.utf8_trim(values, characters=EDGES), _EDGE_BYTES)


class Blanks(NamedStep):
    """Runs of inner blanks become one; between Chinese characters they go where asked."""

    title = gettext_lazy("整理中间空白")
    explains = gettext_lazy(
        "中间的连续空白并为一个空格，去掉不可见字符；可选去掉汉字之间或全部的空白。"
    )
    parameters = (
        Parameter(
            "remove",
            gettext_lazy("去掉哪些空白"),
            ParameterKind.CHOICE,
            (
                ("runs", gettext_lazy("只并连续空白")),
                ("chinese", gettext_lazy("汉字之间的空白")),
                ("all", gettext_lazy("全部空白")),
            ),
            "runs",
        ),
    )
    text_only = True

    def suits(self, item: ItemView) -> str:
        """Suit identifiers, which have no blanks, and texts whose samples have runs of them."""
        if item.identifier in _MARKED:
            return _("证件、代码和号码中不应有空白")
        doubled = item.data_type in _TEXT and any(
            re.search(_BLANK * 2, one) for one in item.samples
        )
        return _("样例中有连续空白") if doubled else ""

    def settings(self, item: ItemView) -> Mapping[str, Setting]:
        """Remove all blanks of identifiers."""
        return {"remove": "all" if item.identifier in _MARKED else "runs"}

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        del knowledge
        remove = choice_setting(self, spec, "remove")
        invisible = re.compile(f"[{_INVISIBLE}]")
        blanks = re.compile(f"{_BLANK}+")
        between = re.compile(f"(?<={_CHINESE}){_BLANK}+(?={_CHINESE})")

        def read(text: str) -> str:
            plain = invisible.sub("", text)
            if remove == "chinese":
                plain = between.sub("", plain)
            if remove == "all":
                return blanks.sub("", plain)
            return blanks.sub(lambda run: run[0] if len(run[0]) == 1 else " ", plain)

        return Reading(rf"[\s\x{{a0}}\x{{3000}}{_INVISIBLE}]", read, needles=_EDGE_BYTES)


class Width(NamedStep):
    """Full-width letters and digits become half-width; punctuation only where asked."""

    title = gettext_lazy("全角转半角")
    explains = gettext_lazy(
        "全角字母和数字转为半角。名称中的中文标点（如“（）”“，”）有意义，只在选定时才转。"
    )
    parameters = (
        Parameter(
            "scope",
            gettext_lazy("转换范围"),
            ParameterKind.CHOICE,
            (
                ("words", gettext_lazy("字母和数字")),
                ("all", gettext_lazy("字母、数字和标点")),
                ("nfkc", gettext_lazy("Unicode 兼容规范（NFKC）")),
            ),
            "words",
        ),
    )
    text_only = True

    def suits(self, item: ItemView) -> str:
        """Suit every text; all signs only where punctuation has no meaning of its own."""
        if item.identifier in _MARKED:
            return _("证件、代码和号码只用半角")
        wide = item.data_type in _TEXT and any(
            ord(sign) in _WIDE_WORDS for text in item.samples for sign in text
        )
        return _("样例中有全角字母或数字") if wide else ""

    def settings(self, item: ItemView) -> Mapping[str, Setting]:
        """Convert all signs of identifiers, letters and digits elsewhere."""
        return {"scope": "all" if item.identifier in _MARKED else "words"}

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        del knowledge
        scope = choice_setting(self, spec, "scope")
        if scope == "nfkc":
            return Reading(r"[^\x00-\x7f]", lambda text: unicodedata.normalize("NFKC", text))
        table = _ASCII_OF_WIDE if scope == "all" else _WIDE_WORDS
        pattern = r"[！-～　]" if scope == "all" else r"[０-９Ａ-Ｚａ-ｚ]"  # noqa: RUF001 - these are the signs meant
        needles = (b"\xef\xbc", b"\xef\xbd", b"\xe3\x80\x80")
        return Reading(pattern, lambda text: text.translate(table), needles=needles)


class Case(NamedStep):
    """Latin letters become capital or small."""

    title = gettext_lazy("统一大小写")
    explains = gettext_lazy("把英文字母统一为大写或小写，汉字和数字不变。")
    parameters = (
        Parameter(
            "to",
            gettext_lazy("统一为"),
            ParameterKind.CHOICE,
            (("upper", gettext_lazy("大写")), ("lower", gettext_lazy("小写"))),
            "upper",
        ),
    )
    text_only = True

    def suits(self, item: ItemView) -> str:
        """Suit codes, whose standards know capital letters only."""
        return _("代码标准只用大写字母") if item.identifier in {"uscc", "plate", "vin"} else ""

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        del knowledge
        change = pc.ascii_upper if choice_setting(self, spec, "to") == "upper" else pc.ascii_lower
        return _Vector(change)


@dataclass(frozen=True)
class _NullWords:
    words: pa.Array
    longest: int

    def candidates(self, values: pa.Array) -> pa.Array | None:
        if not len(values):
            return None
        lengths = pc.fill_null(pc.binary_length(values), _NO_WORD).to_numpy(zero_copy_only=False)
        short = np.flatnonzero(lengths <= self.longest + _PADDING)
        if not len(short):
            return None
        encoded = values.take(pa.array(short)).dictionary_encode()
        plain = pc.utf8_lower(pc.utf8_trim(encoded.dictionary, EDGES))
        found = pc.is_in(plain, value_set=self.words).take(encoded.indices)
        if not found.true_count:
            return None
        mask = np.zeros(len(values), dtype=np.bool_)
        mask[short] = found.to_numpy(zero_copy_only=False)
        return pa.array(mask)

    def apply(self, values: pa.Array) -> Outcome:
        return Outcome(pa.nulls(len(values), pa.string()))


class NullWords(NamedStep):
    """Words that stand for an empty cell make it empty."""

    title = gettext_lazy("空值用语")
    explains = gettext_lazy(
        "把“N/A”“-”“暂无”等表示没有值的写法置为空；用语取自资源的入库选项或本市设置。"
    )
    parameters = (Parameter("words", gettext_lazy("另加用语（逗号分隔）")),)
    text_only = True

    def suits(self, item: ItemView) -> str:
        """Suit every item."""
        del item
        return _("所有信息项")

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        more = [word.strip() for word in re.split("[,，]", text_setting(spec, "words"))]
        words = sorted({word.lower() for word in (*knowledge.null_words, *more, "")})
        longest = max(len(word.encode()) for word in words)
        return _NullWords(pa.array(words, pa.string()), longest)
