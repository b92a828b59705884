"""The password rules that Django does not bring, or does not bring in Chinese."""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LengthValidator(MinimumLengthValidator):
    """At least `min_length` characters; Django's own sentence has no Chinese."""

    def get_error_message(self) -> str:
        """Return the rule as one sentence."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """Return the rule as one sentence."""
        return _("密码不能少于 %(length)s 位。") % {"length": self.min_length}


class CharacterKindsValidator:
    """At least `kinds` of: lower case, upper case, digits, signs (GB/T 22239-2019, 8.1.4.1)."""

    def __init__(self, kinds: int = 3) -> None:
        """Keep how many kinds are wanted."""
        self.kinds = kinds

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise `ValidationError` when the password has too few kinds of characters."""
        found = {_kind(character) for character in password}
        if len(found) < self.kinds:
            raise ValidationError(self.get_help_text(), code="password_too_uniform")

    def get_help_text(self) -> str:
        """Return the rule as one sentence."""
        return _("密码须包含大写字母、小写字母、数字、符号中的至少 %(kinds)s 类。") % {
            "kinds": self.kinds
        }


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isupper():
        return "upper"
    return "lower" if character.isalpha() else "sign"
