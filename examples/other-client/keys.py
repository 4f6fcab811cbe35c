"""What follows from a code (protocol 1, "Campaign, holder, keys")."""

import hashlib
import hmac
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from codes import to_base32


def campaign_id(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:16]


def root_from_code(symbols: str, campaign: bytes) -> bytes:
    """32 bytes, by Argon2id over the random symbols of a code."""
    salt = hashlib.sha256(b"cloison/1/salt\0" + campaign).digest()[:16]
    return hash_secret_raw(
        symbols.encode("ascii"), salt, time_cost=2, memory_cost=19456, parallelism=1, hash_len=32, type=Type.ID
    )


def hkdf(secret: bytes, info: bytes, length: int, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


@dataclass(frozen=True)
class Holder:
    """Who a code stands for. `seal` opens everything of that person: it never leaves this program."""

    campaign: bytes
    id: bytes
    access: bytes
    seal: bytes
    names: bytes

    @staticmethod
    def of(root: bytes, campaign: bytes) -> "Holder":
        return Holder(
            campaign,
            hkdf(root, b"cloison/1/holder", 16),
            hkdf(root, b"cloison/1/access", 32),
            hkdf(root, b"cloison/1/seal", 32),
            hkdf(root, b"cloison/1/names", 32),
        )


def device_of(client_secret: bytes, holder_id: bytes) -> bytes:
    """This client's name for one holder, 8 bytes: two pupils at one computer are not linked."""
    return hmac.digest(client_secret, holder_id, "sha256")[:8]


def stored_access(pepper: bytes, access: bytes) -> bytes:
    """What the platform keeps of a token."""
    return hmac.digest(pepper, hashlib.sha256(access).digest(), "sha256")


def entry_record_name(names: bytes, sequence: str, order_number: str) -> str:
    """The name of a class's record of one pupil and sequence."""
    return to_base32(hmac.digest(names, f"{sequence}\0{order_number}".encode(), "sha256")[:10])
