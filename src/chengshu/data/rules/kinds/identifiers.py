"""Which texts are identifiers, as answers over Arrow arrays; the loops are kernels."""

import datetime as dt

import pyarrow as pa

from chengshu.data.rules.kernels import identifiers as kernels
from chengshu.data.rules.kernels.running import Mask, judge


def valid_citizen_ids(values: pa.Array, today: dt.date) -> Mask:
    """Tell which texts are citizen IDs of 18 or (issued before 1999) 15 digits."""
    return judge(kernels.citizen_ids, values, today.year * 10_000 + today.month * 100 + today.day)


def valid_usccs(values: pa.Array) -> Mask:
    """Tell which texts are unified social credit codes, departments A, N and Y included."""
    return judge(kernels.usccs, values)


def valid_organisation_codes(values: pa.Array) -> Mask:
    """Tell which texts are organisation codes, with or without a hyphen before the check."""
    return judge(kernels.organisation_codes, values)


def valid_bank_cards(values: pa.Array) -> Mask:
    """Tell which texts are bank card numbers."""
    return judge(kernels.bank_cards, values)


def valid_vins(values: pa.Array) -> Mask:
    """Tell which texts are vehicle identification numbers."""
    return judge(kernels.vins, values)


def valid_licence_ids(values: pa.Array) -> Mask:
    """Tell which texts are electronic licence identifiers."""
    return judge(kernels.licence_ids, values)
