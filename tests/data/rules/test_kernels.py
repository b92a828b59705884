"""Kernels say the same interpreted on a few texts and compiled on many."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from chengshu.base.settings import api as settings
from chengshu.data.rules.kernels import identifiers, keys, running
from chengshu.data.rules.kinds.keys import number_text, number_values
from tests.data.rules.test_identifiers import CITIZEN, USCC

TODAY = 20261120
TEXTS = [
    *(text for group in CITIZEN["valid"].values() for text in group),
    *CITIZEN["invalid"],
    *CITIZEN["upgrade"],
    *USCC["valid"],
    *USCC["invalid"],
    *("", "0", "00", "X", "九", "1" * 18, "1" * 19, "张三" * 20),
]


@pytest.fixture(autouse=True)
def _cached() -> None:
    running.cache_in(settings.home_folder("kernels"))


@pytest.mark.parametrize(
    ("kernel", "more"), [(identifiers.citizen_ids, (TODAY,)), (identifiers.usccs, ())]
)
def test_compiled_kernels_answer_as_interpreted_ones(
    kernel: Callable[..., None], more: tuple[object, ...]
) -> None:
    few = running.judge(kernel, pa.array(TEXTS), *more)
    times = running.FEW // len(TEXTS) + 1
    assert running.judge(kernel, pa.array(TEXTS * times), *more).tolist() == few.tolist() * times
    assert 0 < few.sum() < len(TEXTS)


def test_compiled_differences_are_those_interpreted() -> None:
    def differences(times: int) -> list[bool]:
        theirs = tuple(
            np.tile(np.arange(len(TEXTS)) * step % most, times)
            for step, most in ((1, 9000), (1, 2), (7919, 660_000))
        )
        texts = pa.array(TEXTS * times)
        return running.judge(identifiers.citizen_differences, texts, theirs).tolist()

    times = running.FEW // len(TEXTS) + 1
    assert differences(times) == differences(1) * times
    assert any(differences(1))


def test_keys_have_the_same_numbers_in_small_and_big_pieces() -> None:
    times = running.FEW // len(TEXTS) + 1
    many, is_hashed = number_values(pa.array(TEXTS * times))
    assert many[: len(TEXTS)].tolist() == [number_text(text.encode())[0] for text in TEXTS]
    assert is_hashed
    assert number_values(pa.array(TEXTS))[0].tolist() == many[: len(TEXTS)].tolist()


def test_numbers_of_digits_are_exact() -> None:
    texts = ["", "0", "00", "1", "01", "X", "0X", "9" * 18, "X" * 18, "0" * 18]
    numbers, is_hashed = number_values(pa.array(texts))
    assert not is_hashed
    assert len(set(numbers.tolist())) == len(texts)


def test_kernels_start_anywhere_in_an_array() -> None:
    good = "11010519491231002X"
    values = pa.array(["x", good, "x", good])
    assert running.judge(identifiers.citizen_ids, values[1:], TODAY).tolist() == [True, False, True]
    assert running.judge(identifiers.citizen_ids, pa.array([None, good]), TODAY)[1]
    assert not len(running.judge(identifiers.usccs, pa.array([], pa.string())))


def test_days_are_counted_as_the_calendar_counts_them() -> None:
    stamps = ["1600-02-29", "1900-03-01", "1969-12-31", "1970-01-01", "2024-02-29", "2026-11-20"]
    days = [identifiers.days_of(int(stamp.replace("-", ""))) for stamp in stamps]
    assert days == np.array(stamps, dtype="datetime64[D]").astype(int).tolist()


def test_numba_is_not_imported_before_a_kernel_needs_it() -> None:
    code = "import sys, django; django.setup(); import chengshu.data.rules.api as rules;"
    code += "print(bool(rules), 'numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True False"


def test_keys_beyond_a_word_are_hashed() -> None:
    assert number_text(b"1" * keys.LONGEST)[1] is False
    assert number_text(b"1" * (keys.LONGEST + 1))[1] is True
