"""Small documents of every kind, made to order."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from pypdf import PdfReader, PdfWriter

MEBIBYTE = 1024 * 1024


def pdf(*pages: str, title: str = "", outline: Sequence[tuple[str, int]] = ()) -> bytes:
    """A PDF with these texts on its pages; `outline`: headings and their pages, from 0."""
    contents = [_page_content(text) for text in pages]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources "
            b"<< /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    plain = _assembled(objects)
    if not (title or outline):
        return plain
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    if title:
        writer.add_metadata({"/Title": title})
    for heading, page in outline:
        writer.add_outline_item(title=heading, page_number=page)
    return _written(writer)


def encrypted_pdf(text: str, password: str, algorithm: str = "RC4-128") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text))))
    writer.encrypt(password, algorithm=algorithm)
    return _written(writer)


def slow_pdf() -> bytes:
    """One page that takes pypdf very long to read."""
    return pdf("\n".join("word " * 20 for _ in range(60_000)))


def word() -> bytes:
    """A Word document with headings, a list and a table."""
    document = docx.Document()
    document.core_properties.title = "Travel rules"
    document.add_heading("Travel", 1)
    document.add_paragraph("Every journey needs a permit.")
    document.add_heading("Hotels", 2)
    document.add_paragraph("A night may cost 120 euros.")
    table = document.add_table(rows=0, cols=2)
    for cells in (("city", "limit"), ("Seoul", "150"), ("Busan", "110")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("After the table.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_with(body: str, *, doctype: str = "") -> bytes:
    """A Word document whose body is this XML."""
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
        f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
    )
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return out.getvalue()


def bomb(unpacked_bytes: int = 200 * MEBIBYTE) -> bytes:
    """A Word document that is small and becomes large."""
    out = io.BytesIO(word())
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/media/bomb.xml", "w") as member,
    ):
        for _ in range(unpacked_bytes // MEBIBYTE):
            member.write(bytes(MEBIBYTE))
    return out.getvalue()


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _page_content(text: str) -> bytes:
    lines = [
        b"(%s) Tj T*" % line.encode("latin-1").replace(b"\\", b"\\\\").replace(b"(", b"\\(")
        for line in text.split("\n")
    ]
    return b"BT /F1 12 Tf 14 TL 72 720 Td " + b" ".join(lines) + b" ET"


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
