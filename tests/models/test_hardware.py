"""GPUs are found by the files that a system shows, without running anything."""

from pathlib import Path

from assistant.models.hardware import detect_gpus, install_command


def pci_card(root: Path, slot: str, vendor: str, kind: str = "0x030000") -> None:
    device = root / "sys/bus/pci/devices" / slot
    device.mkdir(parents=True)
    (device / "vendor").write_text(f"{vendor}\n")
    (device / "class").write_text(f"{kind}\n")


def touch(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def linux(root: Path):
    return detect_gpus(root, system="Linux", machine="x86_64")


def test_an_empty_machine_has_no_gpu(tmp_path: Path):
    assert linux(tmp_path) == ()


def test_an_nvidia_card_is_called_by_its_name(tmp_path: Path):
    touch(tmp_path / "dev/nvidia0")
    touch(
        tmp_path / "proc/driver/nvidia/gpus/0000:01:00.0/information",
        "Model: \t\t NVIDIA L4\nIRQ:   \t\t 33\n",
    )

    (gpu,) = linux(tmp_path)

    assert (gpu.name, gpu.backend, gpu.has_driver) == ("an NVIDIA GPU (NVIDIA L4)", "CUDA", True)


def test_an_nvidia_card_that_a_container_hides_has_no_driver_here(tmp_path: Path):
    pci_card(tmp_path, "0000:01:00.0", "0x10de", kind="0x030200")

    (gpu,) = linux(tmp_path)

    assert gpu.backend == "CUDA"
    assert not gpu.has_driver


def test_an_nvidia_card_under_windows_subsystem_for_linux_is_found(tmp_path: Path):
    touch(tmp_path / "usr/lib/wsl/lib/libcuda.so")

    (gpu,) = linux(tmp_path)

    assert (gpu.backend, gpu.has_driver) == ("CUDA", True)


def test_amd_and_intel_cards_are_found_and_the_usable_one_comes_first(tmp_path: Path):
    pci_card(tmp_path, "0000:00:02.0", "0x8086")
    pci_card(tmp_path, "0000:03:00.0", "0x1002")
    touch(tmp_path / "dev/kfd")
    (tmp_path / "dev/dri").mkdir()

    assert [(gpu.backend, gpu.has_driver) for gpu in linux(tmp_path)] == [
        ("HIP", True),
        ("Vulkan", True),
    ]


def test_the_plain_screen_of_a_server_and_network_cards_are_no_gpus(tmp_path: Path):
    pci_card(tmp_path, "0000:02:00.0", "0x1a03")
    pci_card(tmp_path, "0000:00:19.0", "0x8086", kind="0x020000")

    assert linux(tmp_path) == ()


def test_apple_silicon_has_a_gpu_and_an_intel_mac_none_we_use(tmp_path: Path):
    (gpu,) = detect_gpus(tmp_path, system="Darwin", machine="arm64")

    assert gpu.backend == "Metal"
    assert detect_gpus(tmp_path, system="Darwin", machine="x86_64") == ()


def test_windows_is_asked_by_its_driver(tmp_path: Path):
    assert detect_gpus(tmp_path, system="Windows", machine="AMD64") == ()
    touch(tmp_path / "Windows/System32/nvcuda.dll")

    assert detect_gpus(tmp_path, system="Windows", machine="AMD64")[0].backend == "CUDA"


def test_the_command_builds_for_the_gpu():
    assert install_command("CUDA") == (
        'CMAKE_ARGS="-DGGML_CUDA=on" pip install --force-reinstall --no-cache-dir llama-cpp-python'
    )
