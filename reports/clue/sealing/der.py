"""Just enough DER (X.690) to find a key where a library knows not its kind."""

_LONG = 0x80
_LENGTH_MAX_BYTES = 4


def parts_of(data: bytes) -> list[bytes]:
    r"""Return the values that follow each other in the first value of *data*.

    Args:
        data: one value with its tag and length, of a constructed kind.

    Raises:
        ValueError: it is cut short, or a length is written as no DER is.

    >>> parts_of(bytes.fromhex("30060201050c0161"))
    [b'\x02\x01\x05', b'\x0c\x01a']
    """
    start, end = _content(data, 0)
    found = []
    while start < end:
        _, stop = _content(data, start)
        if stop > end:
            raise ValueError("a value reaches beyond the one that holds it")
        found.append(data[start:stop])
        start = stop
    return found


def _content(data: bytes, at: int) -> tuple[int, int]:
    """Return where the content of the value at *at* begins and ends."""
    if at + 2 > len(data):
        raise ValueError("cut short")
    length, start = data[at + 1], at + 2
    if length >= _LONG:
        count = length - _LONG
        if not 0 < count <= _LENGTH_MAX_BYTES:
            raise ValueError("a length that is no length")
        length, start = int.from_bytes(data[start : start + count]), start + count
    if start + length > len(data):
        raise ValueError("cut short")
    return start, start + length
