"""What is known of each message of a notice, in about a byte a message."""

from __future__ import annotations

from collections.abc import Iterator

_BLOCK = 256


class Fates:
    """A few bits for each number of each host; numbers of one notice are dense, so they are kept in blocks."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[str, int], bytearray] = {}

    def add(self, host: str, number: int, bits: int) -> int:
        """Set bits (of eight) of a number; gives those that were set before."""
        block, at = divmod(number, _BLOCK)
        held = self._blocks.get((host, block))
        if held is None:
            held = self._blocks[host, block] = bytearray(_BLOCK)
        before = held[at]
        held[at] = before | bits
        return before

    def __iter__(self) -> Iterator[tuple[str, int, int]]:
        """Host, number and bits of each number that has any, by host and number."""
        for (host, block), held in sorted(self._blocks.items()):
            for at, bits in enumerate(held):
                if bits:
                    yield host, block * _BLOCK + at, bits
