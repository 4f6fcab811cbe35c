"""The platform's addresses for a holder (protocol 1, "HTTP")."""

import base64
import json
import time
import urllib.error
import urllib.request
from urllib.parse import quote


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Refused(Exception):
    """The platform answered with a code of its table."""

    def __init__(self, status: int, answer: dict):
        super().__init__(f"{status} {answer.get('code')}")
        self.status, self.code, self.answer = status, answer.get("code"), answer


class NoRedirection(urllib.request.HTTPRedirectHandler):
    """A token goes to the address that was given, and nowhere that an answer points to."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirection)
# A pack of a sequence with recordings has some ten megabytes.
MAX_ANSWER = 256 << 20
LONGEST_WAIT_S = 300


def wait_asked(header: str | None) -> float:
    """Seconds of a Retry-After; what is no number, or longer than any honest platform asks for, is not believed."""
    return min(float(header), LONGEST_WAIT_S) if header is not None and header.isdecimal() else 1


class Platform:
    """Calls of one holder. `origin` is https, or http on loopback: a token is sent to nobody else."""

    def __init__(self, origin: str, campaign: str, access: bytes, tries: int = 5):
        if not origin.startswith("https://") and not origin.startswith(("http://127.0.0.1:", "http://localhost:")):
            raise ValueError("only https, or http on loopback")
        self._api = f"{origin}/api/1/{quote(campaign)}"
        self._content = f"{origin}/c/{quote(campaign)}/content/"
        self._token = base64url(access)
        self._tries = tries

    def me(self) -> dict:
        return json.loads(self._call("GET", f"{self._api}/me"))

    def document(self, name: str) -> bytes:
        return self._call("GET", f"{self._api}/documents/{quote(name)}")

    def record(self, name: str) -> bytes | None:
        """The newest envelope under that name; None where there is none yet."""
        try:
            return self._call("GET", f"{self._api}/records/{quote(name)}")
        except Refused as refused:
            if refused.code == "not-found":
                return None
            raise

    def save(self, name: str, envelope: bytes) -> None:
        """Returns once the envelope is kept for good; the same bytes are sent again while the platform is busy. Raises `late` for a 202."""
        answer = self._call("PUT", f"{self._api}/records/{quote(name)}", envelope)
        if answer != b"":
            raise Refused(202, json.loads(answer))

    def opening_key(self, sequence: str) -> bytes:
        return self._call("GET", f"{self._api}/keys/{quote(sequence)}")

    def content(self, content_hash: str) -> bytes:
        return self._call("GET", self._content + content_hash, with_token=False)

    def _call(self, method: str, url: str, body: bytes | None = None, with_token: bool = True) -> bytes:
        headers = {"authorization": f"Bearer {self._token}"} if with_token else {}
        if body is not None:
            headers["content-type"] = "application/octet-stream"
        for tries_left in range(self._tries - 1, -1, -1):
            try:
                request = urllib.request.Request(url, body, headers, method=method)
                with OPENER.open(request, timeout=30) as answer:
                    data = answer.read(MAX_ANSWER + 1)
                    if len(data) > MAX_ANSWER:
                        raise ValueError("an answer without end")
                    return data
            except urllib.error.HTTPError as error:
                if error.code != 503 or tries_left == 0:
                    text = error.read(1 << 20) or b"{}"
                    raise Refused(error.code, json.loads(text) if text.startswith(b"{") else {}) from error
                time.sleep(wait_asked(error.headers.get("retry-after")))
            except urllib.error.URLError:
                if tries_left == 0:
                    raise
                time.sleep(1)
        raise AssertionError("unreachable")
