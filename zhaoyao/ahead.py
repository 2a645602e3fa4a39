"""Blocks read by a thread of their own while the last ones are worked on."""

import io
import os
import select
from collections import deque
from collections.abc import Callable, Iterator
from threading import Condition, Thread

PIECE_BYTES = 1 << 20
WAIT_SECONDS = 0.05
"""So long more of a pipe is waited for before one looks who waits for what came."""
KEPT_BLOCKS = 2
"""Ready blocks that wait to be taken; with more of them only memory grows."""


class Ahead:
    """Whatever an iterator yields, made in another thread and handed on in order.

    The thread dies with the process: one who waits for a live pipe must be able to
    stop. It ends too when nobody takes blocks any more.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._ready: deque[bytes] = deque()
        self._failure: Exception | None = None
        self._is_done = self._is_left = False

    def blocks(self, source: Iterator[bytes]) -> Iterator[bytes]:
        """Yield what *source* does, and raise what it raises."""
        Thread(target=self._make, args=(source,), daemon=True).start()
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._ready or self._is_done)
                    if not self._ready:
                        break
                    block = self._ready.popleft()
                    self._changed.notify_all()
                yield block
        finally:
            with self._changed:
                self._is_left = True
                self._changed.notify_all()
        if self._failure:
            raise self._failure

    def is_awaited(self) -> bool:
        """Whether whoever takes the blocks has none left to work on."""
        return not self._ready

    def _make(self, source: Iterator[bytes]) -> None:
        try:
            for block in source:
                with self._changed:
                    self._changed.wait_for(
                        lambda: self._is_left or len(self._ready) < KEPT_BLOCKS
                    )
                    if self._is_left:
                        return
                    self._ready.append(block)
                    self._changed.notify_all()
        except Exception as exc:  # noqa: BLE001 - raised where the blocks are taken
            self._failure = exc
        finally:
            with self._changed:
                self._is_done = True
                self._changed.notify_all()


def arriving(
    stream: io.BufferedReader, size: int, is_awaited: Callable[[], bool]
) -> Callable[[], bytes]:
    """Return what reads a stream that cannot be told how much there is: a pipe.

    Each call returns about *size* bytes, or what came so far where somebody waits for
    it and nothing more is there; nothing at the end.
    """
    read, comes = _source(stream, is_awaited)
    # No lock of the stream is held while the pipe is silent: the process may end then.
    begun = [stream.read(len(stream.peek(1)))]

    def gather() -> bytes:
        pieces = [begun.pop() if begun else b""]
        held = len(pieces[0])
        while held < size:
            if held and not comes():
                if is_awaited():
                    break
                continue
            piece = read(PIECE_BYTES)
            if not piece:
                break
            pieces.append(piece)
            held += len(piece)
        return b"".join(pieces)

    return gather


def _source(
    stream: io.BufferedReader, is_awaited: Callable[[], bool]
) -> tuple[Callable[[int], bytes], Callable[[], bool]]:
    """Return what reads on behind the buffer of *stream*, and whether more comes."""
    try:
        number = stream.fileno()
    except OSError:  # made by a program, not by the system: nobody knows
        return stream.read1, lambda: not is_awaited()

    def comes() -> bool:
        seconds = 0.0 if is_awaited() else WAIT_SECONDS
        return bool(select.select([number], [], [], seconds)[0])

    return lambda size: os.read(number, size), comes
