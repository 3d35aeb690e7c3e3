"""Searching what an installation's files hold, in whatever form it lies there."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path


def forms(needle: bytes) -> Iterator[tuple[str, bytes]]:
    """A needle as it may lie in a file: itself, in other encodings, in base64 at every offset."""
    yield "plain", needle
    yield "UTF-16", needle.decode("utf-8", "ignore").encode("utf-16-le") or needle
    yield "JSON", json.dumps(needle.decode("utf-8", "ignore")).strip('"').encode()
    yield "hex", needle.hex().encode()
    yield "HEX", needle.hex().upper().encode()
    for offset in range(3):
        # Without what depends on the bytes before and after.
        encoded = base64.b64encode(bytes(offset) + needle)[4 if offset else 0 : -4]
        yield f"base64 at {offset}", encoded
        yield f"base64url at {offset}", encoded.replace(b"+", b"-").replace(b"/", b"_")


def unpacked(content: bytes) -> Iterator[bytes]:
    """What is compressed in some bytes, wherever a stream of gzip or zlib begins."""
    for found in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]", content):
        try:
            kind = 31 if content[found.start()] == 0x1F else 15
            # A view, since a slice would copy the rest of a large file each time.
            yield zlib.decompressobj(kind).decompress(memoryview(content)[found.start() :])
        except zlib.error:
            continue


def found_in(folder: Path, needles: list[bytes]) -> set[tuple[str, str, bytes]]:
    """(file or folder, form, needle) of everything that a folder still holds, at any depth."""
    found = set()
    shapes = [(form, needle, shape) for needle in needles for form, shape in forms(needle)]
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        for piece in (content, *unpacked(content)):
            for form, needle, shape in shapes:
                if shape in piece:
                    found.add((path.relative_to(folder).parts[0], form, needle))
    return found
