"""Forms of identifiers without a check digit: telephones, plates, documents, addresses."""

import re
from collections.abc import Sequence
from typing import Final

PROVINCE_CHARACTERS: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SERIAL = "[A-HJ-NP-Z0-9]"
_PLATE = re.compile(
    rf"[{PROVINCE_CHARACTERS}][A-HJ-NP-Z](?:{_SERIAL}{{4}}[A-HJ-NP-Z0-9挂学警港澳]"
    rf"|[A-HJ-K]{_SERIAL}\d{{4}}|\d{{5}}[A-HJ-K])|使\d{{6}}|\d{{6}}使"
    rf"|[{PROVINCE_CHARACTERS}][A-HJ-NP-Z]\d{{4}}领"
)
_MOBILE = re.compile(r"(?:\+?86|0086)?0?1[3-9]\d{9}")
_MASKED_MOBILE = re.compile(r"1[3-9]\d[*xX]{4}\d{4}")
_MASKED_CITIZEN = re.compile(r"[1-9]\d{2,5}\*{6,14}[\dXx]{1,4}|[1-9]\*{12,16}[\dXx]{1,2}")
_LANDLINE = re.compile(
    r"\(?(?:\+?86-?)?0(?:10|2[0-9]|[3-9]\d{2})\)?[- ]?[2-8]\d{6,7}(?:[-转#]\d{1,6})?"
    r"|[48]00-?\d{3,4}-?\d{3,4}"
)
_LOCAL = re.compile(r"[2-8]\d{6,7}(?:[-转]\d{1,6})?")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}", re.ASCII)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IP = re.compile(
    rf"{_OCTET}(?:\.{_OCTET}){{3}}(?::\d{{1,5}})?(?:/\d{{1,2}})?"
    r"|(?=.*[0-9a-fA-F]:)(?=(?:[^:]*:){2})[0-9a-fA-F:]{3,39}"
)
_PASSPORT = re.compile(
    r"E(?:\d{8}|[A-HJ-NP-Z]\d{7})|G\d{8}|1[45]\d{7}|D\d{7,8}|S\d{7,8}|P\.?\d{7}|[DSP]E\d{7}"
)
_HK_MACAO = re.compile(r"[HM](?:\d{8}|\d{10})|[CW](?:\d{8}|[A-HJ-NP-Z]\d{7})")
_TAIWAN = re.compile(r"\d{8}|\d{10}(?:[A-Z]|\([A-Z]\))?|[TL]\d{8}")
_POSTAL = re.compile(r"(?:0[1-7]|1[0-356]|2[0-7]|3[0-6]|4[0-7]|5[1-7]|6[1-7]|7[0-5]|8[013-6])\d{4}")
_MAC = re.compile(r"[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}")
_PERMANENT = re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]")
_LICENCE = re.compile(r"1\.2\.156\.3005\.2\..+")
_PARTS = re.compile(r"[,;/、|]\s*|\s{2,}| (?=[01])")
_BLANKS = re.compile(r"[\s·•-]")


def compact(text: str) -> str:
    """Return a text without blanks, hyphens and middle dots."""
    return _BLANKS.sub("", text)


def telephone_parts(text: str) -> Sequence[str]:
    """Return the numbers of a cell that may hold several."""
    return [part for part in _PARTS.split(text.strip()) if part]


def is_mobile(text: str) -> bool:
    """Tell whether every number of the cell is a mobile of the mainland (masked ones count)."""
    if len(text) == 11 and text.isdigit():  # noqa: PLR2004 - the length of a mobile number
        return _MOBILE.fullmatch(text) is not None
    if _MOBILE.fullmatch(compact(text)):
        return True
    parts = telephone_parts(text)
    return bool(parts) and all(
        _MOBILE.fullmatch(compact(part)) or _MASKED_MOBILE.fullmatch(part) for part in parts
    )


def is_landline(text: str) -> bool:
    """Tell whether every number of the cell is a fixed one with its area code, or a 400 number."""
    if _LANDLINE.fullmatch(text):
        return True
    parts = telephone_parts(text)
    return bool(parts) and all(_LANDLINE.fullmatch(part) for part in parts)


def is_local_landline(text: str) -> bool:
    """Tell whether a text could be a fixed number without area code; alone it proves nothing."""
    return _LOCAL.fullmatch(text.replace("-", "", 1)) is not None


def is_telephone(text: str) -> bool:
    """Tell whether every number of the cell is a telephone number of any sort."""
    parts = telephone_parts(text)
    return bool(parts) and all(is_mobile(part) or is_landline(part) for part in parts)


def is_any_telephone(text: str) -> bool:
    """Tell whether every number of the cell may be one, local ones without area code among them."""
    parts = telephone_parts(text)
    return bool(parts) and all(is_telephone(part) or is_local_landline(part) for part in parts)


def is_masked_citizen_id(text: str) -> bool:
    """Tell whether a text is a citizen number of which the middle is starred."""
    return "*" in text and _MASKED_CITIZEN.fullmatch(text) is not None


def is_plate(text: str) -> bool:
    """GA 36-2018: ordinary, new energy, trailer, learner, police, border and consular plates."""
    return _PLATE.fullmatch(compact(text).upper()) is not None


def is_email(text: str) -> bool:
    """Tell whether a text is a mail address."""
    return "@" in text and _EMAIL.fullmatch(text) is not None


def is_ip(text: str) -> bool:
    """Tell whether a text is an address of IPv4 or IPv6."""
    return _IP.fullmatch(text) is not None


def is_passport(text: str) -> bool:
    """Tell whether a text has the form of a Chinese passport number."""
    return _PASSPORT.fullmatch(text.upper()) is not None


def is_hk_macao_permit(text: str) -> bool:
    """Tell whether a text has the form of a permit between Hong Kong, Macao and the mainland."""
    return _HK_MACAO.fullmatch(text.upper()) is not None


def is_taiwan_permit(text: str) -> bool:
    """Tell whether a text has the form of a permit between Taiwan and the mainland."""
    return _TAIWAN.fullmatch(text.upper()) is not None


def is_postal_code(text: str) -> bool:
    """Tell whether six digits begin with a postal province group."""
    return _POSTAL.fullmatch(text) is not None


def is_mac(text: str) -> bool:
    """Tell whether a text is the address of a network card."""
    return _MAC.fullmatch(text) is not None


def is_permanent_residence(text: str) -> bool:
    """Tell whether a text has the form of a foreigner's permanent residence card."""
    return _PERMANENT.fullmatch(text.upper()) is not None


def is_licence_id(text: str) -> bool:
    """GB/T 36904-2018: the identifier of an electronic licence, by its root."""
    return _LICENCE.fullmatch(text) is not None
