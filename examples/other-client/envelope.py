"""Sealing and opening (protocol 1, "Envelope", "Content fetched ahead" and "Routing"; protocol 2, "Signed documents")."""

import hashlib
import json
import os
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from codes import to_base32
from keys import Holder, hkdf

KINDS = {"record": 1, "final": 2, "document": 3}
ZEROS = bytes(32)
MAX_ENVELOPE = 65_536
MAX_JSON = 1 << 20


class EnvelopeError(ValueError):
    """Not an envelope of this holder, altered, or sealed for another place."""


@dataclass(frozen=True)
class Opened:
    kind: str
    name: str
    version: int
    previous: bytes
    body: object
    hash: bytes


def seal(holder: Holder, kind: str, name: str, device: bytes, version: int, previous: bytes, ceiling: int, body, iv=None):
    """The whole envelope. `ceiling`: bytes that the manifest states for that name's pattern."""
    ascii_name = name.encode("ascii")
    iv = os.urandom(12) if iv is None else iv
    header = b"CLO1" + bytes([KINDS[kind], 0, len(ascii_name)]) + ascii_name + holder.campaign + holder.id
    header += device + version.to_bytes(4, "big") + previous + iv
    packed = deflate(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    clear = len(packed).to_bytes(4, "big") + packed
    size = max(ceiling, -(-len(clear) // 512) * 512)
    envelope = header + AESGCM(holder.seal).encrypt(iv, clear.ljust(size, b"\0"), header)
    if len(envelope) > MAX_ENVELOPE:
        raise EnvelopeError("larger than 64 KiB")
    return envelope


def open_signed_document(holder: Holder, envelope: bytes, name: str, authority: bytes) -> Opened:
    """A document of a holder whose secret several people have: refused unless the authority has signed it inside the seal."""
    return open_envelope(holder, envelope, ("document",), name, authority)


def signed_by(authority: bytes, signature: bytes, signed: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(authority).verify(signature, signed)
    except InvalidSignature as error:
        raise EnvelopeError("the authority did not sign it") from error


def open_envelope(
    holder: Holder, envelope: bytes, kinds: tuple[str, ...], name: str, authority: bytes | None = None
) -> Opened:
    """Verifies where the envelope belongs before it opens it; raises EnvelopeError. `authority`: whose signature it must bear."""
    if len(envelope) > MAX_ENVELOPE or len(envelope) < 7 or envelope[:4] != b"CLO1" or envelope[5] != 0:
        raise EnvelopeError("not an envelope of protocol 1")
    end = 7 + envelope[6] + 16 + 16 + 8 + 4 + 32 + 12
    header, sealed = envelope[:end], envelope[end:]
    kind = next((word for word, number in KINDS.items() if number == envelope[4]), None)
    fields, at = {}, 7
    sizes = {"name": envelope[6], "campaign": 16, "holder": 16, "device": 8, "version": 4, "previous": 32, "iv": 12}
    for field, size in sizes.items():
        fields[field], at = envelope[at : at + size], at + size
    if kind not in kinds or fields["name"] != name.encode("ascii"):
        raise EnvelopeError("of another kind or name")
    if fields["campaign"] != holder.campaign or fields["holder"] != holder.id:
        raise EnvelopeError("of another campaign or holder")
    try:
        clear = AESGCM(holder.seal).decrypt(fields["iv"], sealed, header)
    except InvalidTag as error:
        raise EnvelopeError("does not open with this key") from error
    if len(clear) % 512:
        raise EnvelopeError("the padding is not as it must be")
    if authority is not None:
        signature, clear = clear[:64], clear[64:]
        signed_by(authority, signature, b"cloison/2/document\0" + header + clear)
    version = int.from_bytes(fields["version"], "big")
    return Opened(kind, name, version, fields["previous"], body_of(clear), hashlib.sha256(envelope).digest())


def body_of(clear: bytes):
    length = int.from_bytes(clear[:4], "big")
    if 4 + length > len(clear) or any(clear[4 + length :]):
        raise EnvelopeError("the padding is not as it must be")
    return json.loads(inflate(clear[4 : 4 + length], MAX_JSON))


def open_pack(opening_key: bytes, share: bytes, campaign: bytes, name: str, pack: bytes, limit: int) -> dict[str, bytes]:
    """Files of a sequence's sealed content by path. Each still has to be compared with its hash in the manifest."""
    start = b"CLP1\0" + bytes([len(name)]) + name.encode("ascii") + campaign
    header = pack[: len(start) + 12]
    if not pack.startswith(start):
        raise EnvelopeError("not this pack")
    key = hkdf(opening_key, b"cloison/1/content", 32, salt=share)
    try:
        body = inflate(AESGCM(key).decrypt(header[-12:], pack[len(header) :], header), limit)
    except InvalidTag as error:
        raise EnvelopeError("a pack that does not open with these keys") from error
    at = 4 + int.from_bytes(body[:4], "big")
    files = {}
    for path, size in json.loads(body[4:at]):
        files[path], at = body[at : at + size], at + size
    if at != len(body):
        raise EnvelopeError("bytes left over in a pack")
    return files


def open_routing(key: bytes, campaign: bytes, holder_id: bytes, name: str, sealed: bytes):
    """The routing tables of a pupil's stage."""
    start = b"CLR1\0" + bytes([len(name)]) + name.encode("ascii") + campaign + holder_id
    header = sealed[: len(start) + 12]
    if not sealed.startswith(start):
        raise EnvelopeError("not the tables of this pupil and stage")
    try:
        clear = AESGCM(key).decrypt(header[-12:], sealed[len(header) :], header)
    except InvalidTag as error:
        raise EnvelopeError("tables that do not open with this key") from error
    if len(clear) % 512:
        raise EnvelopeError("the padding is not as it must be")
    return body_of(clear)


def receipt_of(final_hash: bytes) -> str:
    """The six symbols that a pupil notes: the first 30 bits of H(final envelope)."""
    return to_base32(final_hash[:4])[:6]


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def inflate(data: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=-15)
    clear = unpacker.decompress(data, limit)
    if not unpacker.eof or unpacker.unused_data:
        raise EnvelopeError("damaged, bytes left over, or inflating past its limit")
    return clear
