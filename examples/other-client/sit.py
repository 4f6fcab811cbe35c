"""Sits every sequence of a pupil, with answers from a file: a client written from docs/protocol.md alone.

    python3 sit.py --origin http://127.0.0.1:8080 --campaign 2026-6e --code XXXXX-XXXXX-XXXX --answers answers.json

The answers are {"item": {"RESPONSE": value}}. Prints one JSON line: each sequence with its saves and its receipt.
"""

import argparse
import hashlib
import json
import os

from codes import read_code
from envelope import ZEROS, open_envelope, open_pack, receipt_of, seal
from keys import Holder, campaign_id, device_of, root_from_code
from platform_api import Platform, from_base64url


class Untrue(Exception):
    """The platform said something that the sealed documents contradict."""


def verified(data: bytes, content_hash: str) -> bytes:
    if hashlib.sha256(data).hexdigest() != content_hash:
        raise Untrue(f"content is not what its hash says: {content_hash}")
    return data


def sit(origin: str, campaign: str, code: str, answers: dict) -> list[dict]:
    holder = Holder.of(root_from_code(read_code(code), campaign_id(campaign)), campaign_id(campaign))
    platform = Platform(origin, campaign, holder.access)
    me = platform.me()
    if from_base64url(me["holder"]) != holder.id:
        raise Untrue("the platform answers for another holder")
    ticket = open_envelope(holder, platform.document("ticket"), ("document",), "ticket").body
    manifest = json.loads(verified(platform.content(ticket["manifest"]), ticket["manifest"]))
    return [sit_sequence(platform, holder, ticket, manifest, sequence, answers) for sequence in ticket["sequences"]]


def sit_sequence(platform: Platform, holder: Holder, ticket: dict, manifest: dict, sequence: dict, answers: dict) -> dict:
    items = load_items(platform, holder, ticket, manifest, sequence["id"])
    device = device_of(os.urandom(32), holder.id)
    name, ceiling = sequence["record"], manifest["ceilings"][sequence["id"]]
    version, previous, body = resume(holder, platform.record(name), name, ticket)
    if body["final"]:
        return {"sequence": sequence["id"], "saves": 0, "receipt": None}
    envelope = b""
    for position, item in enumerate(sequence["booklet"]):
        if item not in items:
            raise Untrue(f"an item of the booklet is not in its content: {item}")
        body["items"][item] = {"responses": answers.get(item, {}), "ms": 1000, "visits": 1}
        body.update(position=position, elapsedMs=body["elapsedMs"] + 1000)
        last = position == len(sequence["booklet"]) - 1
        body["final"] = last
        version += 1
        envelope = seal(holder, "final" if last else "record", name, device, version, previous, ceiling, body)
        platform.save(name, envelope)
        previous = hashlib.sha256(envelope).digest()
    return {"sequence": sequence["id"], "saves": version, "receipt": receipt_of(previous)}


def resume(holder: Holder, head: bytes | None, name: str, ticket: dict) -> tuple[int, bytes, dict]:
    """Version, hash and state to go on from."""
    if head is not None:
        opened = open_envelope(holder, head, ("record", "final"), name)
        return opened.version, opened.hash, opened.body
    new = {"v": 1, "items": {}, "position": 0, "elapsedMs": 0, "seed": ticket["seed"], "route": [], "routed": None}
    return 0, ZEROS, {**new, "manifest": ticket["manifest"], "app": "other-client", "final": False}


def load_items(platform: Platform, holder: Holder, ticket: dict, manifest: dict, sequence_id: str) -> set[str]:
    """Identifiers of the items of a sequence, from content whose every file was verified."""
    sequence = next(one for one in manifest["sequences"] if one["id"] == sequence_id)
    entry = manifest["files"][sequence["content"]]
    if "pack" in sequence:
        pack = verified(platform.content(sequence["pack"]["hash"]), sequence["pack"]["hash"])
        share = from_base64url(ticket["share"])
        limit = sum(file["bytes"] for file in manifest["files"].values()) + (1 << 20)
        files = open_pack(platform.opening_key(sequence_id), share, holder.campaign, sequence_id, pack, limit)
        content = verified(files[sequence["content"]], entry["hash"])
    else:
        content = verified(platform.content(entry["hash"]), entry["hash"])
    return {item["id"] for item in json.loads(content)["items"]}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("origin", "campaign", "code", "answers"):
        parser.add_argument(f"--{option}", required=True)
    options = parser.parse_args()
    with open(options.answers, encoding="utf-8") as file:
        given = json.load(file)
    print(json.dumps(sit(options.origin, options.campaign, options.code, given)))
