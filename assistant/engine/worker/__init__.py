"""The child process that owns llama.cpp.

`serve` answers requests with what `model`, `cache`, `sampler`, `prompt` and `generate` can do;
`library` is the one door to llama.cpp. Nothing outside this folder imports any of it.
"""
