"""Compares this client with the test vectors of protocol 1 and 2: python3 vectors.py protocol-1.json protocol-2.json"""

import hashlib
import json
import sys

from codes import read_code
from envelope import EnvelopeError, open_envelope, open_pack, open_routing, open_signed_document, receipt_of
from keys import Holder, campaign_id, device_of, entry_record_name, root_from_code, stored_access
from platform_api import from_base64url


class Comparison:
    """Counts what was compared; raises AssertionError at the first value that differs."""

    def __init__(self):
        self.compared = 0

    def __call__(self, mine, theirs, what):
        self.compared += 1
        assert mine == theirs, what


def check_first(vectors: dict, same: Comparison) -> None:
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
        stored = stored_access(bytes(32), holder.access).hex()
        same(stored, code["storedAccessUnderPepperOfZeros"], "what a platform keeps of a token")
        same(holder.names.hex(), code["names"], "names key")
        entry = vectors["entryRecordsOf"]
        name = entry_record_name(holder.names, entry["sequence"], entry["orderNumber"])
        same(name, code["entryRecordName"], "name of an entry record")
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
    routing = vectors["routing"]
    address = campaign, bytes.fromhex(routing["holderId"]), routing["name"]
    tables = open_routing(bytes.fromhex(routing["key"]), *address, from_base64url(routing["sealed"]))
    same(tables, routing["tables"], "routing tables")


def check_second(vectors: dict, same: Comparison) -> None:
    holder = Holder.of(bytes.fromhex(vectors["root"]), campaign_id(vectors["campaign"]))
    for one in vectors["documents"]:
        envelope, authority = from_base64url(one["envelope"]), bytes.fromhex(vectors["authorityKey"])
        try:
            opened = open_signed_document(holder, envelope, one["name"], authority)
        except EnvelopeError:
            same("another key", one["signedBy"], "whose signature is refused")
            continue
        same(opened.body, one["body"], "body")
        same(opened.version, one["version"], "version")
        same(opened.hash.hex(), one["hash"], "hash")


if __name__ == "__main__":
    same = Comparison()
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            vectors = json.load(file)
        {1: check_first, 2: check_second}[vectors["protocol"]](vectors, same)
    print(json.dumps({"compared": same.compared}))
