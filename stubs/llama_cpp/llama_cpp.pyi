# The handle of the shared library, through which ggml's functions are found.

import ctypes

_lib: ctypes.CDLL
