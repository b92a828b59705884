"""Authenticated encryption of short texts: AES-256-GCM and SM4-GCM behind one shape."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from chengshu.base.crypto.contracts import CipherName

_NONCE_BYTES = 12
_TAG_BYTES = 16

__all__ = ["InvalidTag", "open_sealed", "seal"]


def seal(cipher: CipherName, secret: bytes, text: bytes, *, bound: bytes) -> bytes:
    """Return nonce, ciphertext and tag; `bound` is authenticated but not hidden."""
    nonce = os.urandom(_NONCE_BYTES)
    key = _key(cipher, secret)
    if cipher == "aes-gcm":
        return nonce + AESGCM(key).encrypt(nonce, text, bound)
    return nonce + seal_sm4(key, nonce, text, bound=bound)


def open_sealed(cipher: CipherName, secret: bytes, sealed: bytes, *, bound: bytes) -> bytes:
    """Return what was sealed.

    Raises:
        InvalidTag: Text, nonce or `bound` differ from what was sealed, or the key does.
    """
    if len(sealed) < _NONCE_BYTES + _TAG_BYTES:
        raise InvalidTag
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    key = _key(cipher, secret)
    if cipher == "aes-gcm":
        return AESGCM(key).decrypt(nonce, rest, bound)
    text, tag = rest[:-_TAG_BYTES], rest[-_TAG_BYTES:]
    opener = Cipher(SM4(key), GCM(nonce, tag)).decryptor()
    opener.authenticate_additional_data(bound)
    return opener.update(text) + opener.finalize()


def seal_sm4(key: bytes, nonce: bytes, text: bytes, *, bound: bytes) -> bytes:
    """Return SM4-GCM ciphertext and tag (RFC 8998)."""
    sealer = Cipher(SM4(key), GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(bound)
    return sealer.update(text) + sealer.finalize() + sealer.tag


def _key(cipher: CipherName, secret: bytes) -> bytes:
    """Derive one key per algorithm, so that no key serves two of them."""
    derived = hmac.new(secret, cipher.encode(), hashlib.sha256).digest()
    return derived if cipher == "aes-gcm" else derived[:16]
