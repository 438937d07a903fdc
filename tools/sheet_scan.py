"""A look into an .xlsx before anything reads it whole: sizes as really inflated, and where its cells lie.

Nothing that the archive says about itself is believed: every entry is inflated in pieces of bounded size and
counted. Cell addresses are looked for while the pieces pass, because the reader behind allocates the whole
rectangle up to the last cell and ends the process on one at XFD1048576. Standard library only: this runs in the
child process (see `sheet_child`).
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
PIECE = 1 << 18
# A ratio says nothing about a small part: an empty sheet of 2 MB may well shrink 200 times.
RATIO_FROM = 16 << 20
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)""")
# Only addresses that could be outside are looked at one by one: two letters or six digits and more.
_FAR = re.compile(rb"""\br\s*=\s*["'](?:[A-Za-z]{2,}\d|[A-Za-z]?\d{6})""")
_LONGEST_ADDRESS = 64


class ScanError(Exception):
    """A file that must not be read: `code` (a key of `sheet_reader.MESSAGES`) and the values of its sentence."""

    def __init__(self, code: str, **values: object):
        super().__init__(code)
        self.code = code
        self.values = values


def scan(path: str, limits: dict[str, int]) -> None:
    """Raise ScanError unless the archive at `path` holds a workbook within `limits` (see `sheet_reader.Limits`)."""
    try:
        with zipfile.ZipFile(path) as archive, open(path, "rb") as file:
            entries = archive.infolist()
            _check_directory(entries, limits)
            total = 0
            for entry in entries:
                total += _scan_entry(file, entry, limits, total)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError) as error:
        raise ScanError("damaged") from error


def _check_directory(entries: list[zipfile.ZipInfo], limits: dict[str, int]) -> None:
    """Refuse what the list of parts already shows."""
    if len(entries) > limits["entries"]:
        raise ScanError("too_many_parts", limit=limits["entries"])
    if any(entry.flag_bits & 1 for entry in entries):
        raise ScanError("encrypted")
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise ScanError("not_a_workbook")


def _scan_entry(file: IO[bytes], entry: zipfile.ZipInfo, limits: dict[str, int], before: int) -> int:
    """Inflate one entry, looking at its cell addresses; bytes that came out. `before`: of the entries before it."""
    size = 0
    tail = b""
    addressed = entry.filename.endswith(".xml") and "sharedStrings" not in entry.filename
    for piece in _inflate(file, entry):
        size += len(piece)
        if before + size > limits["unpacked_bytes"]:
            raise ScanError("too_big_inside", limit=limits["unpacked_bytes"] >> 20)
        if size > RATIO_FROM and size > limits["ratio"] * max(entry.compress_size, 1):
            raise ScanError("bomb")
        if addressed:
            _check_addresses(tail + piece, limits)
            tail = piece[-_LONGEST_ADDRESS:]
    if size != entry.file_size:
        raise ScanError("damaged")
    return size


def _inflate(file: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one entry in pieces of at most PIECE bytes, from its raw bytes in the file."""
    file.seek(entry.header_offset)
    header = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if header[0] != b"PK\x03\x04" or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ScanError("damaged")
    file.seek(header[-2] + header[-1], 1)
    left = entry.compress_size
    inflater = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        raw = file.read(min(PIECE, left))
        if not raw:
            raise ScanError("damaged")
        left -= len(raw)
        if inflater is None:
            yield raw
            continue
        while raw:
            yield inflater.decompress(raw, PIECE)
            raw = inflater.unconsumed_tail
    if inflater:
        yield inflater.flush(PIECE)


def _check_addresses(text: bytes, limits: dict[str, int]) -> None:
    """Refuse a row or cell outside of the limits."""
    for far in _FAR.finditer(text):
        match = _ADDRESS.match(text, far.start())
        if not match:
            continue
        letters, row = match[1].upper(), int(match[2][:12])
        if row > limits["rows"]:
            raise ScanError("too_many_rows", limit=limits["rows"])
        # A lone `r="123456"` is a row; letters are a column in base 26.
        if letters and _column(letters) > limits["columns"]:
            raise ScanError("too_many_columns", limit=limits["columns"])


def _column(letters: bytes) -> int:
    """Number of a column, `A` is 1."""
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number
