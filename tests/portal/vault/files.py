"""Real files, honest and hostile, built at test time so that none is ever stored with the source."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

from PIL import Image

EICAR = b"X5O!P%@AP[4" + b"\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


# -- PDF -------------------------------------------------------------------------------------------------------------
def a_pdf(
    *, catalog: bytes = b"", page: bytes = b"", trailer: bytes = b"", objects: Iterable[bytes] = (), pages: int = 1
) -> bytes:
    """A sound PDF of blank pages; further entries and objects (numbered from 4) are put in as they are."""
    kids = b"3 0 R " * pages
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
            b"<</Type/Pages/Count %d/Kids[" % pages + kids + b"]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + page + b">>",
            *objects,
        ],
        trailer=trailer,
    )


def assembled(objects: Iterable[bytes], *, trailer: bytes = b"") -> bytes:
    """Number the objects, then write the table that says where each begins."""
    body, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    ending = b"trailer\n<</Root 1 0 R/Size %d" % (len(offsets) + 1) + trailer + b">>\n"
    return body + table + ending + b"startxref\n%d\n%%%%EOF\n" % len(body)


def a_stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d" % len(data) + entries + b">>stream\n" + data + b"\nendstream"


def a_signed_revision(first: bytes) -> bytes:
    """The same file with a second revision appended, as signing software does."""
    start = len(first)
    update = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Rotate 90>>\nendobj\n"
    before = int(first.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    table = b"xref\n3 1\n%010d 00000 n \ntrailer\n<</Root 1 0 R/Size 4/Prev %d>>\n" % (start, before)
    return first + update + table + b"startxref\n%d\n%%%%EOF\n" % (start + len(update))


def a_deflated_void(megabytes: int) -> bytes:
    """Many zeros in few bytes."""
    engine, void = zlib.compressobj(9), bytes(1024 * 1024)
    return b"".join(engine.compress(void) for _ in range(megabytes)) + engine.flush()


# -- Pictures --------------------------------------------------------------------------------------------------------
def a_picture(kind: str = "PNG", *, mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(target, kind, **options)
    return target.getvalue()


def a_located_photo() -> bytes:
    """A JPEG that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Rue des Cévennes"
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 8.0, 0.0), 3: "E", 4: (4.0, 5.0, 0.0)})
    return a_picture("JPEG", exif=exif)


def a_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_png(*, width: int, height: int, data: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """A PNG put together by hand, so that it can lie."""
    header = a_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + before + a_chunk(b"IDAT", data) + after + a_chunk(b"IEND", b"")


def an_animation(frames: int) -> bytes:
    """One point that blinks many times."""
    point = zlib.compress(b"\0\0")
    control = a_chunk(b"acTL", struct.pack(">II", frames, 0))
    further = b"".join(
        a_chunk(b"fcTL", struct.pack(">IIIIIHHBB", 2 * n, 1, 1, 0, 0, 1, 10, 0, 0))
        + a_chunk(b"fdAT", struct.pack(">I", 2 * n + 1) + point)
        for n in range(frames)
    )
    return a_png(width=1, height=1, data=point, before=control, after=further)


# -- Archives --------------------------------------------------------------------------------------------------------
def a_zip(**entries: bytes) -> bytes:
    """An archive; `__` in a name stands for `/`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()
