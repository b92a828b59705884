"""Which encoding a text file is in: found by strict decoding and plausibility, never guessed.

UTF-8 proves itself. The Chinese encodings decode almost any bytes, so the text must also look
like Chinese: most of its characters must lie in the part of the code that holds the common ones
(GB 2312-1980 level 1 with its symbols; Big5 level 1 with its symbols). Where two remain,
charset-normalizer decides, and where that does not help either the file is refused.
"""

import codecs
import gzip
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _

from chengshu.data.sources.errors import UnclearEncodingError, WrongEncodingError

_SAMPLE_BYTES = 256 * 1024
_SCAN_BYTES = 64 * 1024 * 1024
_PLAUSIBLE = 0.75
_MARGIN = 0.15
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ASCII = 0x80
_FAMILIES = {
    "ascii": "utf-8",
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
    "cp950": "cp950",
    "big5hkscs": "big5hkscs",
    "iso8859-1": "latin-1",
    "latin-1": "latin-1",
    "cp1252": "cp1252",
}


@dataclass(frozen=True)
class _Candidate:
    """An encoding that decodes the sample, and how plausible its text is (0 to 1)."""

    encoding: str
    score: float


def open_bytes(path: Path) -> BinaryIO:
    """Open a file's bytes, unpacked when it is a `.gz`."""
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]  # - GzipFile is a BinaryIO in all but name


def find_encoding(path: Path, declared: str = "") -> str:
    """Return Python's name of a file's encoding; a declared one is checked, not believed.

    Raises:
        WrongEncodingError: The declared encoding is unknown or does not fit.
        UnclearEncodingError: No encoding fits, or several do.
    """
    head, sample = _sample(path)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return _agree(path, encoding, declared)
    if not sample:
        return "utf-8" if not declared else _family(path, declared)
    if declared:
        return _check_declared(path, sample, _family(path, declared))
    if _decodes(sample, "utf-8"):
        return "utf-8"
    return _choose(path, sample)


def _sample(path: Path) -> tuple[bytes, bytes]:
    """Return the first bytes and up to 256 KiB of whole lines that hold more than ASCII."""
    lines: list[bytes] = []
    size = scanned = 0
    with open_bytes(path) as stream:
        head = stream.read(4)
        stream.seek(0)
        for line in _lines(stream):
            scanned += len(line)
            if not line.isascii():
                lines.append(line)
                size += len(line)
            if size >= _SAMPLE_BYTES or scanned >= _SCAN_BYTES:
                break
    return head, b"".join(lines)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(_SAMPLE_BYTES):
        yield line


def _family(path: Path, declared: str) -> str:
    try:
        return _FAMILIES[codecs.lookup(declared).name]
    except (LookupError, KeyError) as error:
        raise WrongEncodingError(
            file=path.name, encoding=declared, reason=_("不支持这种编码")
        ) from error


def _agree(path: Path, found: str, declared: str) -> str:
    if declared and _family(path, declared).split("-sig")[0] != found.split("-sig", maxsplit=1)[0]:
        raise WrongEncodingError(
            file=path.name,
            encoding=declared,
            reason=_("文件开头的标记表明是 %(found)s") % {"found": found},
        )
    return found


def _check_declared(path: Path, sample: bytes, encoding: str) -> str:
    """Refuse a declared encoding that fails, or reads worse than another one would."""
    if not _decodes(sample, encoding):
        raise WrongEncodingError(file=path.name, encoding=encoding, reason=_("存在无法解码的字节"))
    if encoding.startswith("utf-8"):
        return encoding
    if _decodes(sample, "utf-8"):
        raise WrongEncodingError(file=path.name, encoding=encoding, reason=_("内容是 UTF-8 编码"))
    own = _SCORES[encoding](sample)
    best = _candidates(sample)
    if best and best[0].score > max(own, _PLAUSIBLE) + _MARGIN / 3:
        reason = _("按 %(found)s 解码才是通顺的文字") % {"found": best[0].encoding}
        raise WrongEncodingError(file=path.name, encoding=encoding, reason=reason)
    if own < _PLAUSIBLE / 2:
        raise WrongEncodingError(file=path.name, encoding=encoding, reason=_("解码后是乱码"))
    return encoding


def _choose(path: Path, sample: bytes) -> str:
    plausible = [found for found in _candidates(sample) if found.score >= _PLAUSIBLE]
    if not plausible:
        names = "、".join(name for name in _SCORES if _decodes(sample, name))
        raise UnclearEncodingError(file=path.name, candidates=names or "非文本")
    best = plausible[0]
    rivals = [found for found in plausible[1:] if best.score - found.score < _MARGIN]
    if not rivals:
        return best.encoding
    rivalling = [best.encoding, *(found.encoding for found in rivals)]
    opinion = from_bytes(sample, cp_isolation=rivalling).best()
    if opinion is not None and opinion.encoding in {codecs.lookup(name).name for name in rivalling}:
        return opinion.encoding
    raise UnclearEncodingError(file=path.name, candidates="、".join(rivalling))


def _candidates(sample: bytes) -> list[_Candidate]:
    """Return the encodings that decode the sample, the most plausible first."""
    found = [
        _Candidate(encoding, score(sample))
        for encoding, score in _SCORES.items()
        if encoding != "big5hkscs" or not _decodes(sample, "cp950")
        if _decodes(sample, encoding)
    ]
    return sorted(found, key=lambda candidate: -candidate.score)


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _chinese_score(sample: bytes, encoding: str, common: Callable[[bytes], bool]) -> float:
    """Return the share of characters beyond ASCII whose code lies in the common part."""
    text = sample.decode(encoding)
    beyond = [character for character in text if ord(character) >= _ASCII]
    if not beyond:
        return 0.0
    return sum(common(character.encode(encoding)) for character in beyond) / len(beyond)


def _common_gb(code: bytes) -> bool:
    """GB 2312: symbols in rows 1 to 9, level 1 (by frequency of use) in rows 16 to 55."""
    if len(code) != 2:  # noqa: PLR2004 - two-byte codes only
        return False
    lead, trail = code
    return trail >= 0xA1 and (0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7)  # noqa: PLR2004 - rows of the standard


def _common_big5(code: bytes) -> bool:
    """Big5: symbols A140 to A3BF, level 1 A440 to C67E."""
    if len(code) != 2:  # noqa: PLR2004 - two-byte codes only
        return False
    value = int.from_bytes(code, "big")
    return 0xA140 <= value <= 0xA3BF or 0xA440 <= value <= 0xC67E  # noqa: PLR2004 - ranges of the standard


def _western_score(sample: bytes, encoding: str) -> float:
    """Return the share of Western letters beyond ASCII that stand alone between ASCII letters."""
    text = sample.decode(encoding)
    places = [index for index, character in enumerate(text) if ord(character) >= _ASCII]
    good = sum(_is_lone_letter(text, index) for index in places)
    return good / len(places) if places else 0.0


def _is_lone_letter(text: str, index: int) -> bool:
    around = text[max(index - 1, 0) : index] + text[index + 1 : index + 2]
    letter = unicodedata.category(text[index]) in {"Ll", "Lu"}
    return letter and all(ord(character) < _ASCII for character in around)


_SCORES: dict[str, Callable[[bytes], float]] = {
    "gb18030": lambda sample: _chinese_score(sample, "gb18030", _common_gb),
    "cp950": lambda sample: _chinese_score(sample, "cp950", _common_big5),
    "big5hkscs": lambda sample: _chinese_score(sample, "big5hkscs", _common_big5),
    "latin-1": lambda sample: _western_score(sample, "latin-1"),
    "cp1252": lambda sample: _western_score(sample, "cp1252") * 0.99,
    "utf-16": lambda _: 0.0,
}
