"""What kind of document a file is, by what it begins with and by its name."""

import re
from pathlib import PurePath

from assistant_memory.documents.faults import UnreadableError
from assistant_memory.documents.values import DocumentKind

HEAD_BYTES = 8192
"""How much of a file is needed to tell."""

_SUFFIXES: dict[str, DocumentKind] = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".csv", ".tsv", ".tab"), "table"),
    ".docx": "word",
    ".pdf": "pdf",
}
_CODE = frozenset(
    """
    .bash .bat .c .cc .clj .cljs .cmake .cpp .cs .css .cu .cxx .dart .el .elm .erl .ex .exs .f .f90
    .fs .fsx .go .gradle .groovy .h .hh .hpp .hs .hxx .ini .java .jl .js .json .jsonc .jsx .kt .kts
    .less .lisp .lua .m .mjs .ml .mli .mm .nim .nix .pas .php .pl .pm .proto .ps1 .py .pyi .r .rb
    .rkt .rs .sass .scala .scm .scss .sh .sol .sql .svelte .swift .tcl .tf .toml .ts .tsx .v .vb
    .vhd .vue .xml .yaml .yml .zig .zsh .cfg .conf
    """.split()  # noqa: SIM905 - a table of forty lines reads worse
)
_CODE_NAMES = frozenset({"makefile", "dockerfile", "cmakelists.txt", "rakefile", "gemfile"})
_NEVER_TEXT = frozenset(
    """
    .7z .a .aac .avi .bin .bmp .bz2 .class .db .dll .dmg .ds_store .dylib .eot .exe .flac .flv
    .gguf .gif .gz .heic .ico .iso .jar .jpeg .jpg .lib .lz4 .m4a .mkv .mo .mov .mp3 .mp4 .npy .npz
    .o .obj .ogg .onnx .otf .parquet .pkl .png .ppt .pptx .psd .pt .pth .pyc .pyd .pyo .rar .rpm
    .safetensors .so .sqlite .sqlite3 .tar .tgz .tif .tiff .ttf .wasm .wav .webm .webp .whl .wmv
    .woff .woff2 .xls .xlsx .xz .zip .zst
    """.split()  # noqa: SIM905
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of old Office files, and of new ones with a password."""
_ZIP = b"PK\x03\x04"
_MAGIC = (b"\x7fELF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"BZh", b"SQLite form")
_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def is_never_text(path: PurePath) -> bool:
    """Whether a name alone says that it is a picture, an archive, a program or such."""
    return path.suffix.lower() in _NEVER_TEXT


def kind_of(path: PurePath, head: bytes) -> DocumentKind:
    """Tell the kind from a file's name and first bytes; raises `UnreadableError`."""
    if not head:
        raise UnreadableError("empty")
    suffix = path.suffix.lower()
    if b"%PDF-" in head[:1024] and (suffix == ".pdf" or head.lstrip().startswith(b"%PDF-")):
        return "pdf"
    if head.startswith(_OLE):
        raise UnreadableError("old_word" if suffix in {".doc", ".docx"} else "binary")
    if suffix == ".docx":
        if head.startswith(_ZIP):
            return "word"
        raise UnreadableError("damaged")
    if suffix == ".pdf":
        raise UnreadableError("not_pdf")
    if head.startswith((_ZIP, *_MAGIC)):
        raise UnreadableError("binary")
    return _text_kind(path, suffix, head)


def _text_kind(path: PurePath, suffix: str, head: bytes) -> DocumentKind:
    if (kind := _SUFFIXES.get(suffix)) is not None:
        return kind
    if suffix in _CODE or path.name.lower() in _CODE_NAMES or head.startswith(b"#!"):
        return "code"
    return "html" if _HTML.match(head) else "text"
