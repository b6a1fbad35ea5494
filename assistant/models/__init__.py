"""What is known about a model file before llama.cpp touches it."""

from assistant.models.facts import ModelFacts
from assistant.models.fingerprint import fingerprint
from assistant.models.gguf import GGUFHeader, read_header
from assistant.models.hardware import GpuHardware, detect_gpus, install_command
from assistant.models.locate import InstalledModel, installed_models, locate_model
from assistant.models.memory import MemoryEstimate, check_fits, memory_needed
from assistant.models.placement import Device, Placement, fewer_layers, plan_gpu_layers
from assistant.models.pooling import check_task, vector_width
from assistant.models.tensors import TensorInfo
from assistant.models.wording import readable_size

__all__ = [
    "Device",
    "GGUFHeader",
    "GpuHardware",
    "InstalledModel",
    "MemoryEstimate",
    "ModelFacts",
    "Placement",
    "TensorInfo",
    "check_fits",
    "check_task",
    "detect_gpus",
    "fewer_layers",
    "fingerprint",
    "install_command",
    "installed_models",
    "locate_model",
    "memory_needed",
    "plan_gpu_layers",
    "read_header",
    "readable_size",
    "vector_width",
]
