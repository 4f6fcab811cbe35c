"""Compares this client with the test vectors of protocol 1: python3 vectors.py protocol-1.json"""

import hashlib
import json
import sys

from codes import read_code
from envelope import open_envelope, open_pack, receipt_of
from keys import Holder, campaign_id, device_of, root_from_code
from platform_api import from_base64url


def check(vectors: dict) -> int:
    """Number of values that were compared; raises AssertionError at the first that differs."""
    compared = 0

    def same(mine, theirs, what):
        nonlocal compared
        compared += 1
        assert mine == theirs, what

    campaign = campaign_id(vectors["campaign"])
    same(campaign.hex(), vectors["campaignId"], "campaign id")
    for code in vectors["codes"]:
        symbols = read_code(code["code"], code["kind"])
        same(symbols, code["symbols"], "symbols")
        root = root_from_code(symbols, campaign)
        same(root.hex(), code["root"], "root")
        holder = Holder.of(root, campaign)
        same(holder.id.hex(), code["holderId"], "holder")
        same(holder.access.hex(), code["access"], "access")
        same(hashlib.sha256(holder.access).hexdigest(), code["accessHash"], "hash of access")
        same(holder.names.hex(), code["names"], "names key")
        same(device_of(bytes(32), holder.id).hex(), code["deviceOfSecretOfZeros"], "device")
    holder = Holder.of(bytes.fromhex(vectors["envelopesOfRoot"]), campaign)
    for one in vectors["envelopes"]:
        opened = open_envelope(holder, from_base64url(one["envelope"]), (one["kind"],), one["name"])
        same(opened.body, one["body"], "body")
        same(opened.version, one["version"], "version")
        same(opened.hash.hex(), one["hash"], "hash")
        if "receipt" in one:
            same(receipt_of(opened.hash), one["receipt"], "receipt")
    pack = vectors["contentPack"]
    keys = bytes.fromhex(pack["openingKey"]), bytes.fromhex(pack["share"])
    files = open_pack(*keys, campaign, pack["name"], from_base64url(pack["pack"]), 1 << 20)
    same(files, {file["path"]: file["text"].encode() for file in pack["files"]}, "files of a pack")
    return compared


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(json.dumps({"compared": check(json.load(file))}))
