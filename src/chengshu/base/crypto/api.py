"""The door of crypto: digests, signatures, encrypted texts and new secrets."""

import base64
import binascii
import hashlib
import hmac
import secrets
from pathlib import Path
from typing import IO, cast

from chengshu.base.crypto import ciphers
from chengshu.base.crypto.contracts import CipherName, DigestName
from chengshu.base.crypto.errors import UndecipherableError
from chengshu.base.settings import api as settings_api

__all__ = [
    "CipherName",
    "DigestName",
    "Digesting",
    "UndecipherableError",
    "decrypt",
    "digest",
    "digest_file",
    "encrypt",
    "hmac_hex",
    "new_secret",
    "rotate_key",
    "same",
]

_FAMILY = "fields"  # secrets fields-1, fields-2, …: the highest number encrypts
_VERSION = "v1"


def digest(data: bytes, algorithm: DigestName | None = None) -> str:
    """Return the digest of `data` as 64 hex digits; by default in the family of the settings."""
    return hashlib.new(algorithm or settings_api.get_settings().digest, data).hexdigest()


def digest_file(path: Path, algorithm: DigestName | None = None) -> str:
    """Return the digest of a file's bytes, read in pieces; the same as `digest` of all of them."""
    name = algorithm or settings_api.get_settings().digest
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, name).hexdigest()


class Digesting:
    """A file to write to that digests its bytes on their way, so that nobody reads them again."""

    closed = False

    def __init__(self, file: IO[bytes], algorithm: DigestName | None = None) -> None:
        """Write to `file`; by default digest in the family of the settings."""
        self._file = file
        self._hash = hashlib.new(algorithm or settings_api.get_settings().digest)

    def write(self, data: bytes) -> int:
        """Write `data` and take it into the digest."""
        self._hash.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Hand what was written to the system."""
        self._file.flush()

    def hexdigest(self) -> str:
        """Return the digest of all bytes so far, as `digest` would."""
        return self._hash.hexdigest()


def hmac_hex(key: bytes, data: bytes, algorithm: DigestName = "sha256") -> str:
    """Return the HMAC of `data` under `key` as 64 hex digits (RFC 2104)."""
    return hmac.new(key, data, algorithm).hexdigest()


def same(a: str | bytes, b: str | bytes) -> bool:
    """Compare in a time that does not tell where the two differ."""
    return hmac.compare_digest(_as_bytes(a), _as_bytes(b))


def new_secret() -> str:
    """Return a fresh secret of 256 random bits as URL-safe text of 43 characters."""
    return secrets.token_urlsafe(32)


def encrypt(text: str, *, context: str = "") -> str:
    """Return `text` encrypted with the newest key, as printable token `v1.cipher.key-id.data`.

    The token opens only with the same `context` (say, the code of the row it belongs to), so that
    it cannot be moved to another place.
    """
    cipher: CipherName = "sm4-gcm" if settings_api.get_settings().digest == "sm3" else "aes-gcm"
    key_id = max(_key_ids(), default=1)
    head = f"{_VERSION}.{cipher}.{key_id}"
    secret = settings_api.read_secret(f"{_FAMILY}-{key_id}")
    sealed = ciphers.seal(cipher, secret, text.encode(), bound=f"{head}.{context}".encode())
    return f"{head}.{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(token: str, *, context: str = "") -> str:
    """Return the text of a token made by `encrypt`, with whichever key it names.

    Raises:
        UndecipherableError: The token was changed, belongs elsewhere, or its key is gone.
    """
    head, _, data = token.rpartition(".")
    version, cipher, key_id = [*head.split("."), "", "", ""][:3]
    secret = settings_api.find_secret(f"{_FAMILY}-{key_id}") if key_id.isdecimal() else None
    if version != _VERSION or cipher not in {"aes-gcm", "sm4-gcm"} or secret is None:
        raise UndecipherableError(key_id=key_id)
    try:
        sealed = base64.b64decode(data, altchars=b"-_", validate=True)
        bound = f"{head}.{context}".encode()
        return ciphers.open_sealed(cast(CipherName, cipher), secret, sealed, bound=bound).decode()
    except (ciphers.InvalidTag, binascii.Error) as error:
        raise UndecipherableError(key_id=key_id) from error


def rotate_key() -> int:
    """Make a new key for all later `encrypt` calls and return its id; old tokens still open."""
    key_id = max(_key_ids(), default=1) + 1
    settings_api.read_secret(f"{_FAMILY}-{key_id}")
    return key_id


def _key_ids() -> list[int]:
    names = settings_api.list_secrets(_FAMILY)
    return [int(name.rpartition("-")[2]) for name in names]


def _as_bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value
