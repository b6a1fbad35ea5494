"""What a file is that calls itself a model and is not a GGUF file."""

import re

_DOWNLOAD = "Download the model as a GGUF file."

_MAGICS = (
    (b"lmgg", "is in the GGML format of 2023, which llama.cpp no longer reads. " + _DOWNLOAD),
    (b"fmgg", "is in the GGMF format of 2023, which llama.cpp no longer reads. " + _DOWNLOAD),
    (b"tjgg", "is in the GGJT format of 2023, which llama.cpp no longer reads. " + _DOWNLOAD),
    (b"algg", "is an adapter in the GGLA format, which llama.cpp no longer reads. " + _DOWNLOAD),
    (b"PK\x03\x04", "is a ZIP archive, such as PyTorch writes, not a GGUF file. " + _DOWNLOAD),
    (b"\x80\x02", "is a Python pickle, such as PyTorch writes, not a GGUF file. " + _DOWNLOAD),
    (b"\x80\x04", "is a Python pickle, such as PyTorch writes, not a GGUF file. " + _DOWNLOAD),
    (b"\x1f\x8b", "is compressed with gzip. Unpack it first."),
    (b"\xfd7zXZ", "is compressed with xz. Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd. Unpack it first."),
    (b"version https://git-lfs", "is a Git LFS pointer, not the file itself. Run `git lfs pull`."),
)
_WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|!--)", re.IGNORECASE)
# A safetensors file is the length of its JSON header in 8 bytes, then that header.
_SAFETENSORS = re.compile(rb".{8}\{\s*\"", re.DOTALL)

START_BYTES = 64
"""How much of a file is enough to tell."""


def unmask(start: bytes) -> str:
    """The rest of a sentence that begins with the file's name: what it is, and what to do."""
    for magic, sentence in _MAGICS:
        if start.startswith(magic):
            return sentence
    if _WEB_PAGE.match(start):
        return "is a web page, not a model. Download the file that the page links to."
    if _SAFETENSORS.match(start):
        return "is in the safetensors format, which llama.cpp cannot run. " + _DOWNLOAD
    if not start.strip(b"\0"):
        return "holds only zeros where a model begins: its download failed. Download it again."
    return "is not a GGUF file. Name a file that ends in .gguf and holds a model."
