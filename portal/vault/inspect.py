"""Look inside one uploaded file, in a process of its own that may crash, hang or burst without harm.

Run as an isolated script by `examine`: it knows no settings, no secret and no database, and imports nothing of the
portal. It answers with one line of JSON: `{"pages": 2}`, `{}` or `{"refused": reason}`.
"""

import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

UNPACKED_STREAM = 128 * 1024 * 1024  # an A4 page scanned at 600 dpi in colour fits
UNPACKED_FILE = 640 * 1024 * 1024
OBJECTS = 50_000
SCANS = 64
PIECE = 1024 * 1024
# The signature every virus scanner is tested with, assembled here so that none stops at this file.
TEST_SIGNATURE = b"".join([b"X5O!P%@AP[4", b"\\PZX54(P^)7CC)7}$", b"EICAR-STANDARD", b"-ANTIVIRUS-TEST-FILE!$H+H*"])
MARKUP = (b"<html", b"<script", b"<!doctype", b"<body", b"<iframe", b"<svg", b"<?php", b"<img")

PROGRAM_KEYS = {"/JS", "/JavaScript", "/AA"}
ATTACHMENT_KEYS = {"/EmbeddedFiles", "/EF", "/RichMediaContent", "/RichMediaSettings"}
PROGRAM_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"}
OUTSIDE_ACTIONS = {"/GoToR", "/GoToE"}
ATTACHMENT_SUBTYPES = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/FileAttachment"}
LINKS = {"", "http", "https", "mailto", "tel"}
TEXT_FILTERS = {"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"}
INFLATE = {"/FlateDecode", "/Fl"}
OTHER_PACKERS = {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/BrotliDecode"}


class Refused(Exception):
    """The file does not pass; the argument is the reason's short name."""


def main(source: str, cleaned: str, content_type: str, limits: dict[str, int]) -> dict[str, object]:
    """Look at one file within the limits, and answer."""
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (int(limits["seconds"]) + 1, int(limits["seconds"]) + 1))
    try:
        if content_type == "application/pdf":
            return {"pages": look_at_pdf(Path(source).read_bytes(), limits["pages"])}
        draw_anew(Path(source), Path(cleaned), content_type.removeprefix("image/").upper(), limits["pixels"])
    except Refused as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        return {"refused": "heavy"}
    except Exception:  # whatever the readers stumble over, the file is not sound
        return {"refused": "damaged"}
    return {}


# -- Pictures --------------------------------------------------------------------------------------------------------
def draw_anew(source: Path, cleaned: Path, kind: str, pixels: int) -> None:
    """Decode the picture and write its points again: comments, places and stowaways stay behind."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # only what this file needs is loaded

    if TEST_SIGNATURE in (content := source.read_bytes()):
        raise Refused("infected")
    if kind == "JPEG" and content.count(b"\xff\xda") > SCANS:
        raise Refused("heavy")
    Image.MAX_IMAGE_PIXELS = None  # counted below, before a single point is decoded
    with Image.open(source, formats=[kind]) as picture:
        if picture.width * picture.height > pixels:
            raise Refused("pixels")
        picture.load()
        clean = ImageOps.exif_transpose(picture)
        clean.info = {name: clean.info[name] for name in ("transparency",) if name in clean.info}
        if kind == "JPEG":
            (clean if clean.mode in {"L", "RGB"} else clean.convert("RGB")).save(cleaned, kind, quality=90)
        else:
            clean.save(cleaned, kind)


# -- PDF -------------------------------------------------------------------------------------------------------------
def look_at_pdf(content: bytes, most_pages: int) -> int:
    """Refuse a PDF that is broken, mixed, locked, active or bursting; returns its number of pages."""
    from pypdf import PdfReader  # noqa: PLC0415  # only what this file needs is loaded

    refuse_broken_ends(content)
    if TEST_SIGNATURE in content:
        raise Refused("infected")
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise Refused("encrypted")
    pages = count_pages(reader.root_object["/Pages"], most_pages)
    unpacked = 0
    for thing in every_object(reader):
        refuse_active(thing)
        unpacked += unpacked_size(thing)
        if unpacked > UNPACKED_FILE:
            raise Refused("heavy")
    return pages


def refuse_broken_ends(content: bytes) -> None:
    """A sound PDF ends with its table of contents, and neither end carries another format."""
    end = content.rfind(b"%%EOF")
    ends = content[:1024].lower() + content[max(end, 0) :].lower()
    if zipfile.is_zipfile(BytesIO(content)) or any(mark in ends for mark in MARKUP):
        raise Refused("mixed")
    if end < len(content) - 1024 or b"startxref" not in content[max(end - 64, 0) : end]:
        raise Refused("damaged")


def count_pages(root: object, most: int) -> int:
    """Walk the tree of pages: one that bites its own tail is refused, one with too many leaves likewise."""
    pages, branches, waiting = 0, 0, [root]
    while waiting:
        node = waiting.pop()
        node = node.get_object()  # type: ignore[attr-defined]  # every PDF object answers
        if "/Kids" not in node:
            pages += 1
        else:
            branches += 1
            waiting += node["/Kids"]
        if pages > most:
            raise Refused("pages")
        if branches > OBJECTS or len(waiting) > OBJECTS:
            raise Refused("heavy")
    if not pages:
        raise Refused("damaged")
    return pages


def every_object(reader) -> Iterator[object]:  # type: ignore[no-untyped-def]  # pypdf is loaded only for a PDF
    """Every object the file's table names, whether or not a page shows it."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415

    places = [(number, generation) for generation, table in reader.xref.items() for number in table]
    places += [(number, 0) for number in reader.xref_objStm]
    if len(places) > OBJECTS:
        raise Refused("heavy")
    yield reader.trailer
    for number, generation in places:
        yield reader.get_object(IndirectObject(number, generation, reader))


def refuse_active(thing: object) -> None:
    """Refuse whatever acts by itself, calls a program, sends data or carries another file."""
    waiting = [thing]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            _refuse_entry(node)
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _refuse_entry(node: dict[str, object]) -> None:
    keys = node.keys()
    action = str(_entry(node, "/S"))
    if "/XFA" in keys:
        raise Refused("form")
    if ATTACHMENT_KEYS & keys or str(_entry(node, "/Subtype")) in ATTACHMENT_SUBTYPES:
        raise Refused("embedded")
    if PROGRAM_KEYS & keys or action in PROGRAM_ACTIONS | OUTSIDE_ACTIONS:
        raise Refused("active")
    if action == "/URI" and urlsplit(str(_entry(node, "/URI")).strip()).scheme.lower() not in LINKS:
        raise Refused("active")
    if "/OpenAction" in keys:
        _refuse_opening(_entry(node, "/OpenAction"))


def _entry(node: dict[str, object], key: str) -> object:
    """One entry, followed to where it stands."""
    value = node.get(key)
    return value.get_object() if hasattr(value, "get_object") else value


def _refuse_opening(action: object) -> None:
    """Many honest PDFs open at a given page; no more than that may happen by itself."""
    if isinstance(action, dict) and (_entry(action, "/S") != "/GoTo" or "/Next" in action):
        raise Refused("active")


def unpacked_size(thing) -> int:  # type: ignore[no-untyped-def]  # a pypdf object
    """How many bytes a stream becomes, counted piece by piece; refuses one that bursts or hides the signature."""
    from pypdf.filters import ASCII85Decode, ASCIIHexDecode  # noqa: PLC0415
    from pypdf.generic import StreamObject  # noqa: PLC0415

    if not isinstance(thing, StreamObject):
        return 0
    filters = thing.get("/Filter", [])
    filters = filters.get_object() if hasattr(filters, "get_object") else filters
    filters = [str(name) for name in filters] if isinstance(filters, list) else [str(filters)]
    if sum(name in INFLATE | OTHER_PACKERS for name in filters) > 1 or len(filters) > 4:
        raise Refused("heavy")
    data: bytes = thing._data
    for name in filters:
        if name in TEXT_FILTERS:
            data = (ASCII85Decode if "85" in name else ASCIIHexDecode).decode(data)
        elif name in INFLATE:
            return inflated_size(data)
        elif name in OTHER_PACKERS:
            data = thing.get_data()  # the reader's own limits hold here
            break
    if TEST_SIGNATURE in data:
        raise Refused("infected")
    return len(data)


def inflated_size(data: bytes) -> int:
    engine, size, seam = zlib.decompressobj(), 0, b""
    try:
        while data and not engine.eof:
            piece = engine.decompress(data, PIECE)
            data, size = engine.unconsumed_tail, size + len(piece)
            if size > UNPACKED_STREAM:
                raise Refused("heavy")
            if TEST_SIGNATURE in seam + piece:
                raise Refused("infected")
            seam = piece[-len(TEST_SIGNATURE) :]
    except zlib.error:  # readers show what came before the fault, so the page is still sound
        return size
    return size


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4]))))
