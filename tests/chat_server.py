"""A loopback server that speaks the OpenAI chat protocol over real HTTP and can be told to go wrong in each way.

It is no model: what it answers is set by its mode. It remembers what it was sent.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def answer(stance: str, quote: str) -> str:
    return json.dumps({"stance": stance, "quote": quote})


def last_sentence(asked: dict[str, Any]) -> str:
    text: str = asked["abstract"][-1]["text"]
    return text.strip().rstrip(".").rsplit(". ", 1)[-1] + "."


MODES: dict[str, Callable[[dict[str, Any]], str]] = {
    # Says what the text says, as a plain model would for a plain conclusion.
    "honest": lambda a: answer("disputes" if " not " in last_sentence(a) else "supports", last_sentence(a)),
    "fenced": lambda a: "```json\n" + answer("supports", last_sentence(a)) + "\n```",
    "invents a quotation": lambda a: answer("supports", "The invented treatment cured everybody in this trial."),
    "changes a word": lambda a: answer("supports", last_sentence(a).replace("did not", "did")),
    "quotes a piece of a word": lambda a: answer("supports", last_sentence(a)[2:-3]),
    "quotes two words": lambda a: answer("supports", " ".join(last_sentence(a).split()[:2])),
    "quotes what is not on the claim": lambda a: answer("supports", a["abstract"][0]["text"]),
    "quotes half a sentence": lambda a: answer("supports", last_sentence(a).split(" not ")[-1]),
    "says the opposite": lambda a: answer("supports", last_sentence(a)),
    "obeys": lambda a: answer("supports", a["abstract"][0]["text"]),
    "names no stance": lambda a: answer("certainly", last_sentence(a)),
    "adds a key": lambda a: json.dumps({"stance": "supports", "quote": last_sentence(a), "decision": "included"}),
    "gives a list": lambda a: "[" + answer("supports", last_sentence(a)) + "]",
    "talks round it": lambda a: "Of course! " + answer("supports", last_sentence(a)),
    "junk": lambda a: "\x00\ufffd}{ not JSON",
    "nothing": lambda a: "",
    "deep": lambda a: "[" * 100_000,
}
"""What the model says, by mode."""
BROKEN = ("500", "401", "redirect", "drop", "slow", "drips", "too long", "no choices", "html", "numbers")
"""Modes in which no answer comes at all."""


@dataclass
class ChatServer:
    mode: str = "honest"
    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serve_chat() -> Iterator[ChatServer]:
    state = ChatServer()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            return

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.paths.append(self.path)
            state.headers.append(dict(self.headers))
            asked = json.loads(body["messages"][1]["content"])
            state.asked.append(asked)
            if state.mode in BROKEN:
                self._break(state.mode)
                return
            said = {"choices": [{"message": {"role": "assistant", "content": MODES[state.mode](asked)}}]}
            self._send(200, json.dumps(said).encode())

        def do_GET(self) -> None:  # where a redirection would lead
            state.paths.append(self.path)
            self._send(200, b"{}")

        def _send(self, code: int, data: bytes, **headers: str) -> None:
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _break(self, mode: str) -> None:
            if mode in ("500", "401"):
                self._send(int(mode), b'{"error": "made up"}')
            elif mode == "redirect":
                self._send(302, b"", Location=f"{state.address}elsewhere")
            elif mode == "drop":
                self.close_connection = True
                self.connection.close()
            elif mode == "slow":
                state.ending.wait(20)
            elif mode == "drips":
                self.send_response(200)
                self.end_headers()
                end = time.monotonic() + 20
                while time.monotonic() < end and not state.ending.wait(0.1):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            elif mode == "too long":
                self._send(200, b" " * 2_000_000)
            else:
                self._send(200, {"no choices": b"{}", "html": b"<html>made up</html>", "numbers": b"[1, 2]"}[mode])

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):
                return  # the other side has gone, which is what some modes are for

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_address[1]}/v1/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.ending.set()
        server.shutdown()
        server.server_close()
