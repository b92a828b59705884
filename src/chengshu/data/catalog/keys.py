"""Keys that are the same for the same words on every machine."""

from chengshu.base.crypto import api as crypto

_KEY_DIGITS = 12


def make_key(prefix: str, *parts: str) -> str:
    """Return a short key that is the same for the same parts on every machine."""
    text = "\n".join(parts).encode()
    return f"{prefix}_{crypto.digest(text, 'sha256')[:_KEY_DIGITS]}"
