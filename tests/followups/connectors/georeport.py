"""A small GeoReport v2 server on this machine: real HTTP, in memory, and in whatever mood a test puts it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "secret-key-of-ours"


class GeoReport:
    """What it has: requests by number, updates, tokens. `mood` may answer in its place."""

    def __init__(self) -> None:
        self.requests: dict[str, dict[str, Any]] = {}
        self.updates: list[dict[str, Any]] = []
        self.tokens: dict[str, str] = {}
        self.asked: list[tuple[str, str, dict[str, list[str]]]] = []
        self.gives_tokens = False
        self.mood: Callable[[Any, str, str, dict[str, list[str]]], bool] | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/open311/v2"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def posted(self, path: str = "/requests.json") -> list[dict[str, list[str]]]:
        return [form for method, where, form in self.asked if method == "POST" and where.endswith(path)]

    def take(self, form: dict[str, list[str]]) -> str:
        number = f"X{len(self.requests) + 1}"
        self.requests[number] = {
            "service_request_id": number,
            "status": "open",
            "status_notes": None,
            "service_code": form["service_code"][0],
            "description": form.get("description", [""])[0],
        }
        return number

    def answer(self, method: str, path: str, form: dict[str, list[str]]) -> tuple[int, Any]:
        name = path.rpartition("/")[2]
        if method == "POST" and form.get("api_key") != [KEY]:
            return 403, [{"code": 403, "description": "The key is not known."}]
        if method == "POST" and name == "requests.json":
            return 201, [self._taken(form)]
        if method == "POST" and name == "servicerequestupdates.json":
            key = f"U{len(self.updates) + 1}"
            self.updates.append({"update_id": key} | {field: values[0] for field, values in form.items()})
            return 201, [{"update_id": key}]
        if name == "services.json":
            return 200, SERVICES
        if "/services/" in path:
            return 200, DEFINITION
        if "/tokens/" in path:
            token = name.removesuffix(".json")
            return 200, [{"token": token, "service_request_id": self.tokens.get(token, "")}]
        if name == "servicerequestupdates.json":
            return 200, self.updates
        wanted = form.get("service_request_id", [""])[0]
        rows = [row for row in self.requests.values() if not wanted or row["service_request_id"] in wanted.split(",")]
        return 200, rows

    def _taken(self, form: dict[str, list[str]]) -> dict[str, Any]:
        if self.gives_tokens:
            token = f"t{len(self.tokens) + 1}"
            self.tokens[token] = ""
            return {"token": token, "service_notice": None}
        return {"service_request_id": self.take(form), "service_notice": None, "account_id": None}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("GET", parse_qs(urlsplit(self.path).query))

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                self._answer("POST", parse_qs(self.rfile.read(length).decode()))

            def _answer(self, method: str, form: dict[str, list[str]]) -> None:
                path = urlsplit(self.path).path
                server.asked.append((method, path, form))
                if server.mood is not None and server.mood(self, method, path, form):
                    return
                status, body = server.answer(method, path, form)
                self.say(status, json.dumps(body).encode())

            def say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: Any) -> None:
                """Says nothing."""

        return Handler


SERVICES = [
    {"service_code": "POT", "service_name": "Pothole", "metadata": False, "type": "realtime"},
    {"service_code": "LIGHT", "service_name": "Lamp", "metadata": True, "type": "batch"},
]
DEFINITION = {
    "service_code": "LIGHT",
    "attributes": [
        {
            "variable": True,
            "code": "POLE",
            "datatype": "singlevaluelist",
            "required": True,
            "description": "Which pole?",
            "values": [{"key": "city", "name": "City"}],
        },
        {"variable": True, "code": "COLOUR", "datatype": "string", "required": True, "description": "Which colour?"},
    ],
}
