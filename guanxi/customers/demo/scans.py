"""A drawn sheet that stands for the scan of a document: what a checker is to read stands on it.

Letters are the common 5 x 7 dots, one byte for each column, the lowest bit on top.
"""

import struct
import zlib
from collections.abc import Sequence

from guanxi.customers.types import Scan
from guanxi.platform.exchange.files import store

_GLYPHS = {
    "0": "3e5149453e", "1": "00427f4000", "2": "4261514946", "3": "2141454b31", "4": "1814127f10",
    "5": "2745454539", "6": "3c4a494930", "7": "0171090503", "8": "3649494936", "9": "064949291e",
    "A": "7e1111117e", "B": "7f49494936", "C": "3e41414122", "D": "7f4141221c", "E": "7f49494941",
    "F": "7f09090901", "G": "3e4149497a", "H": "7f0808087f", "I": "00417f4100", "J": "2040413f01",
    "K": "7f08142241", "L": "7f40404040", "M": "7f020c027f", "N": "7f0408107f", "O": "3e4141413e",
    "P": "7f09090906", "Q": "3e4151215e", "R": "7f09192946", "S": "4649494931", "T": "01017f0101",
    "U": "3f4040403f", "V": "1f2040201f", "W": "3f4038403f", "X": "6314081463", "Y": "0708700807",
    "Z": "6151494543", "-": "0808080808", ".": "0060600000", " ": "0000000000",
}  # fmt: skip
_WIDTH, _HEIGHT, _DOT, _FRAME = 640, 400, 4, 8  # pixels
_LEFT, _TOP, _LINE = 36, 60, 72
_PAPER, _INK, _EDGE = 250, 40, 120  # greys


def scan_of(lines: Sequence[str]) -> Scan:
    """A PNG with these lines in capitals; what has no dots of its own is left out. Kept among the files."""
    sheet = [bytearray([_EDGE] * _WIDTH) for _row in range(_HEIGHT)]
    for row in sheet[_FRAME:-_FRAME]:
        row[_FRAME:-_FRAME] = bytes([_PAPER]) * (_WIDTH - 2 * _FRAME)
    for number, line in enumerate(lines):
        _write(sheet, _TOP + number * _LINE, line.upper())
    kept = store([_png(sheet)])
    return Scan(kept.digest, "scan.png", "image/png", kept.size)


def _write(sheet: list[bytearray], top: int, line: str) -> None:
    columns = [byte for one in line if one in _GLYPHS for byte in (*bytes.fromhex(_GLYPHS[one]), 0)]
    for at, column in enumerate(columns):
        left = _LEFT + at * _DOT
        if left + _DOT > _WIDTH - _FRAME:
            return
        for dot in range(7):
            if column >> dot & 1:
                for row in sheet[top + dot * _DOT : top + (dot + 1) * _DOT]:
                    row[left : left + _DOT] = bytes([_INK]) * _DOT


def _png(sheet: list[bytearray]) -> bytes:
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in sheet))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
