"""Names of the algorithms that cross the door of crypto."""

from typing import Literal

DigestName = Literal["sha256", "sm3"]
CipherName = Literal["aes-gcm", "sm4-gcm"]
