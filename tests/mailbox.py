"""A real SMTP receiver."""

import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port


class Mailbox:
    """Takes every mail, and keeps them in the order they came."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.port = free_port()
        self._controller = self._new_controller()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        """Be down, as mail servers sometimes are; `start` brings it back on the same port."""
        self._controller.stop(no_assert=True)
        self._controller = self._new_controller()

    def wait_for(self, count: int, *, to: str | None = None, seconds: float = 30) -> list[EmailMessage]:
        """The mails (to one address), as soon as there are so many; AssertionError if they do not come."""
        deadline = time.monotonic() + seconds
        while True:
            found = [mail for mail in self.messages if to in (None, mail["To"])]
            if len(found) >= count:
                return found
            assert time.monotonic() < deadline, f"{len(found)} of {count} mails came: {found}"
            time.sleep(0.05)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.messages.append(mail)
        return "250 Kept"

    def _new_controller(self) -> Controller:
        return Controller(self, hostname="127.0.0.1", port=self.port)
