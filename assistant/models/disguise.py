"""What a file is that calls itself a model and is not a GGUF file."""

import re

from assistant.locales import N_, _

_DOWNLOAD = N_("Download the model as a GGUF file.")
_UNPACK = N_("Unpack it first.")
_PICKLE = N_("is a Python pickle, such as PyTorch writes, not a GGUF file.")

_MAGICS = (
    (b"lmgg", N_("is in the GGML format of 2023, which llama.cpp no longer reads."), _DOWNLOAD),
    (b"fmgg", N_("is in the GGMF format of 2023, which llama.cpp no longer reads."), _DOWNLOAD),
    (b"tjgg", N_("is in the GGJT format of 2023, which llama.cpp no longer reads."), _DOWNLOAD),
    (b"algg", N_("is an adapter in the GGLA format, which llama.cpp no longer reads."), _DOWNLOAD),
    (
        b"PK\x03\x04",
        N_("is a ZIP archive, such as PyTorch writes, not a GGUF file."),
        _DOWNLOAD,
    ),
    (b"\x80\x02", _PICKLE, _DOWNLOAD),
    (b"\x80\x04", _PICKLE, _DOWNLOAD),
    (b"\x1f\x8b", N_("is compressed with gzip."), _UNPACK),
    (b"\xfd7zXZ", N_("is compressed with xz."), _UNPACK),
    (b"\x28\xb5\x2f\xfd", N_("is compressed with zstd."), _UNPACK),
    (
        b"version https://git-lfs",
        N_("is a Git LFS pointer, not the file itself."),
        N_("Run `git lfs pull`."),
    ),
)
_WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|!--)", re.IGNORECASE)
# A safetensors file is the length of its JSON header in 8 bytes, then that header.
_SAFETENSORS = re.compile(rb".{8}\{\s*\"", re.DOTALL)

START_BYTES = 64
"""How much of a file is enough to tell."""


def unmask(start: bytes) -> str:
    """The rest of a sentence that begins with the file's name: what it is, and what to do."""
    for magic, problem, step in _MAGICS:
        if start.startswith(magic):
            return f"{_(problem)} {_(step)}"
    if _WEB_PAGE.match(start):
        return _("is a web page, not a model. Download the file that the page links to.")
    if _SAFETENSORS.match(start):
        problem = _("is in the safetensors format, which llama.cpp cannot run.")
        return f"{problem} {_(_DOWNLOAD)}"
    if not start.strip(b"\0"):
        return _("holds only zeros where a model begins: its download failed. Download it again.")
    return _("is not a GGUF file. Name a file that ends in .gguf and holds a model.")
