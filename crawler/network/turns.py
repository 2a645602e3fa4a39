"""A pause between questions to one server, however many want to ask it at once."""

import asyncio
import time


class Turns:
    """Gives each asker of a server its turn, *pause_seconds* after the one before."""

    def __init__(self, pause_seconds: float) -> None:
        self._pause_seconds = pause_seconds
        self._next: dict[str, float] = {}

    async def wait(self, server: str) -> None:
        """Return when it is the caller's turn to ask *server*."""
        now = time.monotonic()
        turn = max(now, self._next.get(server, now))
        self._next[server] = turn + self._pause_seconds
        if turn > now:
            await asyncio.sleep(turn - now)

    def put_off(self, server: str, seconds: float) -> None:
        """Let nobody ask *server* before *seconds* are over: it said so."""
        until = time.monotonic() + seconds
        self._next[server] = max(until, self._next.get(server, until))
