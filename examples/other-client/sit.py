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


class NotSupported(Exception):
    """More than this client does: it stops before it saves anything."""


MAX_VECTOR_DEVICES = 16


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
    if any("stages" in sequence for sequence in ticket["sequences"]):
        raise NotSupported("an adaptive sequence: this client sits no stages")
    return [sit_sequence(platform, holder, ticket, manifest, sequence, answers) for sequence in ticket["sequences"]]


def sit_sequence(platform: Platform, holder: Holder, ticket: dict, manifest: dict, sequence: dict, answers: dict) -> dict:
    items = load_items(platform, holder, ticket, manifest, sequence["id"])
    device = device_of(os.urandom(32), holder.id)
    name, ceiling = sequence["record"], manifest["ceilings"][sequence["id"]]
    head = platform.record(name)
    version, previous, body, saves = resume(holder, head, name, ticket, sequence)
    if head is not None and body["final"]:
        return {"sequence": sequence["id"], "saves": 0, "receipt": None}
    # What had ended under an earlier code has ended: its state is saved once more, and nothing is answered.
    places = [body["position"]] if body["final"] else range(len(sequence["booklet"]))
    for position in places:
        item = sequence["booklet"][position]
        if item not in items:
            raise Untrue(f"an item of the booklet is not in its content: {item}")
        if not body["final"]:
            if item in answers or item not in body["items"]:
                body["items"][item] = {"responses": answers.get(item, {}), "ms": 1000, "visits": 1}
            body.update(position=position, elapsedMs=body["elapsedMs"] + 1000, final=position == places[-1])
        version += 1
        saves = one_more(saves, device)
        whole = body if saves is None else {**body, "saves": saves}
        envelope = seal(holder, "final" if body["final"] else "record", name, device, version, previous, ceiling, whole)
        platform.save(name, envelope)
        previous = hashlib.sha256(envelope).digest()
    return {"sequence": sequence["id"], "saves": version, "receipt": receipt_of(previous)}


def resume(holder: Holder, head: bytes | None, name: str, ticket: dict, sequence: dict) -> tuple[int, bytes, dict, dict | None]:
    """Version, hash and state to go on from, and the saves by device behind it; None where the state has no version vector."""
    own = {"manifest": ticket["manifest"], "app": "other-client"}
    if head is not None:
        opened = open_envelope(holder, head, ("record", "final"), name)
        body = {**opened.body, **own}
        return opened.version, opened.hash, body, body.pop("saves", None)
    new = {"v": 1, "items": {}, "position": 0, "elapsedMs": 0, "seed": ticket["seed"], "route": [], "routed": None, "final": False}
    body = {**(sequence["resume"] or new), **own}
    body.pop("saves", None)
    return 0, ZEROS, body, {}


def one_more(saves: dict | None, device: bytes) -> dict | None:
    """The version vector with one more save by this device; None: the record goes on without one."""
    if saves is None:
        return None
    counted = {**saves, device.hex(): saves.get(device.hex(), 0) + 1}
    return counted if len(counted) <= MAX_VECTOR_DEVICES else None


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
