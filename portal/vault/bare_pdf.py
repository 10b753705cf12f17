"""Write a PDF again without what it says of its author, in a process of its own, as `inspect.py`.

Run as an isolated script by `bare`: it knows no settings, no secret and no database, and imports nothing of the portal.
The pages stay as they are: what is printed on them is not touched.
"""

import json
import resource
import sys
from pathlib import Path

EMBLEMS = ("/Metadata", "/PieceInfo", "/LastModified")
SIGNATURE = ("/Name", "/ContactInfo", "/Location", "/Reason", "/Contents", "/Cert", "/M")
NOTE = ("/T", "/NM", "/M", "/CreationDate")  # who wrote a note, and when
TOLD_IN_PICTURES = {0xE1, 0xED, 0xFE}  # camera and editor data, press data, comments


def main(source: str, target: str, limits: dict[str, int]) -> dict[str, object]:
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (int(limits["seconds"]) + 1, int(limits["seconds"]) + 1))
    try:
        strip(Path(source), Path(target))
    except (Exception, RecursionError, MemoryError):  # whatever the reader stumbles over, nothing is handed out
        return {"refused": "damaged"}
    return {}


def strip(source: Path, target: Path) -> None:
    from pypdf import PdfWriter  # noqa: PLC0415  # loaded only here

    writer = PdfWriter(clone_from=str(source))
    writer.metadata = None
    writer.pdf_header = "%PDF-1.7"
    for thing in writer._objects:
        clean(thing)
    writer._ID = None
    writer.write(str(target))


def clean(thing: object) -> None:
    """Forget, in one object and those it holds, who made it."""
    waiting = [thing]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            forget(node)
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def forget(node: dict[str, object]) -> None:
    gone = list(EMBLEMS)
    if "/ByteRange" in node or node.get("/Type") == "/Sig":
        gone += SIGNATURE
    if "/Rect" in node and node.get("/Subtype") != "/Widget":
        gone += NOTE
    for name in gone:
        node.pop(name, None)
    if node.get("/Type") == "/Metadata" and hasattr(node, "_data"):
        node._data = b""
    if node.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]) and hasattr(node, "_data"):
        node._data = bare_jpeg(node._data)


def bare_jpeg(data: bytes) -> bytes:
    """The same picture without the segments that tell the camera, the place and the author."""
    kept, place = [data[:2]], 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if data[place + 1] not in TOLD_IN_PICTURES:
            kept.append(data[place:end])
        place = end
    return b"".join([*kept, data[place:]])


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))))
