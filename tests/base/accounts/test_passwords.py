"""Every sentence of the password rules is in the reader's language."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation


@pytest.mark.parametrize("word", ["abc", "short1A"])
def test_rules_are_told_in_chinese(word: str) -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        validate_password(word)
    assert "密码不能少于 10 位。" in refused.value.messages
    assert all(text.endswith("。") for text in refused.value.messages)


def test_rules_are_told_in_english() -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        validate_password("abc")
    assert "The password needs at least 10 characters." in refused.value.messages
