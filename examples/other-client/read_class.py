"""Reads what a teacher's code opens: a reader of signed documents written from docs/protocol.md alone.

    python3 read_class.py --origin http://127.0.0.1:8080 --campaign 2026-6e --code XXXX-XXXX-XXXX-XXXX-XXXX

Prints one JSON line: for each class its pupils' order numbers, and of each the receipt of each sequence that its report has.
"""

import argparse
import json

from codes import read_code
from envelope import open_envelope, open_signed_document
from keys import Holder, campaign_id, root_from_code
from platform_api import Platform, Refused, from_base64url


def read_classes(origin: str, campaign: str, code: str) -> list[dict]:
    identifier = campaign_id(campaign)
    teacher = Holder.of(root_from_code(read_code(code, "staff"), identifier), identifier)
    keyring = open_envelope(teacher, Platform(origin, campaign, teacher.access).document("keyring"), ("document",), "keyring").body
    authority = from_base64url(keyring["authority"])
    return [read_class(origin, campaign, Holder.of(from_base64url(one["root"]), identifier), authority) for one in keyring["classes"]]


def read_class(origin: str, campaign: str, group: Holder, authority: bytes) -> dict:
    platform = Platform(origin, campaign, group.access)
    roster = open_signed_document(group, platform.document("roster"), "roster", authority).body
    pupils = [pupil["orderNumber"] for pupil in roster["pupils"] if not pupil["left"]]
    try:
        report = open_signed_document(group, platform.document("report/class"), "report/class", authority).body
    except Refused as refused:
        # Not made yet, or its window is not open.
        if refused.code not in ("not-found", "window-closed"):
            raise
        return {"label": roster["label"], "pupils": pupils, "receipts": {}}
    receipts = {
        pupil["orderNumber"]: {sequence: told["receipt"] for sequence, told in pupil["sequences"].items() if told["receipt"]}
        for pupil in report["pupils"]
    }
    return {"label": roster["label"], "pupils": pupils, "receipts": receipts}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("origin", "campaign", "code"):
        parser.add_argument(f"--{option}", required=True)
    options = parser.parse_args()
    print(json.dumps(read_classes(options.origin, options.campaign, options.code)))
