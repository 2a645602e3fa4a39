"""What is read ahead is all there, in order, and a live pipe is not waited for."""

import os
from pathlib import Path

import pytest

from zhaoyao.ahead import KEPT_BLOCKS, Ahead
from zhaoyao.lists import BLOCK_BYTES, Tally, names_in


def test_blocks_come_in_order_and_empty_ones_end_nothing():
    made = [b"%d" % n for n in range(5 * KEPT_BLOCKS)]
    made[3] = b""

    assert list(Ahead().blocks(iter(made))) == made


def test_failure_comes_after_what_was_read():
    def breaking():
        yield b"one"
        raise EOFError("cut short")

    blocks = Ahead().blocks(breaking())

    assert next(blocks) == b"one"
    with pytest.raises(EOFError, match="cut short"):
        next(blocks)


def test_block_without_a_name_is_not_the_end(tmp_path):
    """Eight megabytes of comments are followed by a name."""
    comments = (b"#" * 999 + b"\n") * (BLOCK_BYTES // 1000 + 2)
    (tmp_path / "list").write_bytes(b"a.test\n" + comments + b"b.test\n")

    with Path(tmp_path / "list").open("rb") as stream:
        found = b"".join(names_in(stream, "", Tally()))

    assert found == b"a.test\nb.test\n"


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as reader, os.fdopen(writing, "wb", 0) as writer:
        yield reader, writer


def test_names_in_a_pipe_come_before_it_is_closed(pipe):
    reader, writer = pipe
    tally = Tally()
    writer.write(b"a.test\nb.te")

    blocks = names_in(reader, "", tally)

    assert next(blocks) == b"a.test\n"
    writer.write(b"st\n/etc\n")
    assert next(blocks) == b"b.test\n"
    writer.close()
    assert list(blocks) == []
    assert (tally.names, tally.bad) == (2, 1)


def test_pipe_can_be_left_while_it_is_silent(pipe):
    reader, writer = pipe
    writer.write(b"a.test\n")
    blocks = names_in(reader, "", Tally())
    next(blocks)

    blocks.close()

    assert list(blocks) == []
    writer.write(b"b.test\n")  # nobody waits for it any more
