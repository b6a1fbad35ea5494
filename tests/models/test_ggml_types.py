import ctypes
from pathlib import Path

import pytest

from assistant.models.ggml_types import FILE_TYPES, TENSOR_TYPES


@pytest.fixture(scope="module")
def ggml():
    import llama_cpp  # noqa: PLC0415 - only its library is wanted, and only here

    folder = Path(llama_cpp.__file__).parent / "lib"
    library = next(path for path in sorted(folder.iterdir()) if path.stem.endswith("ggml-base"))
    ggml = ctypes.CDLL(str(library))
    ggml.ggml_type_size.restype = ctypes.c_size_t
    ggml.ggml_blck_size.restype = ctypes.c_int64
    ggml.ggml_type_name.restype = ctypes.c_char_p
    return ggml


def test_the_tensor_types_are_those_of_the_installed_ggml(ggml):
    import llama_cpp  # noqa: PLC0415

    theirs = {
        number: (
            ggml.ggml_type_name(number).decode().upper(),
            ggml.ggml_blck_size(number),
            ggml.ggml_type_size(number),
        )
        for number in range(llama_cpp.GGML_TYPE_COUNT)
        if ggml.ggml_blck_size(number) > 0
    }

    assert {number: tuple(known) for number, known in TENSOR_TYPES.items()} == theirs


def test_the_file_types_are_those_of_the_installed_llama_cpp():
    import llama_cpp  # noqa: PLC0415

    theirs = {
        value: name.removeprefix("LLAMA_FTYPE_").removeprefix("MOSTLY_").removeprefix("ALL_")
        for name, value in vars(llama_cpp).items()
        if name.startswith("LLAMA_FTYPE_") and name != "LLAMA_FTYPE_GUESSED"
    }

    assert theirs == FILE_TYPES
