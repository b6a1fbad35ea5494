"""`glassbox doctor`: each thing that is wrong is told with what to do, whatever is wrong."""

import sys
from pathlib import Path

import pytest

from assistant.cli.doctor.command import documents, lines
from assistant.cli.doctor.data import data_group
from assistant.cli.doctor.engine import engine_findings, examine_engine
from assistant.cli.doctor.findings import Finding, Group, advice, fine, problem
from assistant.cli.doctor.model import measured_threads, model_group
from assistant.cli.doctor.preferences import examine_settings
from assistant.cli.doctor.program import PACKAGES, program_group
from assistant.cli.doctor.terminal import terminal_group
from assistant.data_folder import DataFolder, choose_data_folder
from assistant.engine.system import DeviceInfo, EngineSystem
from assistant.models.hardware import GpuHardware
from assistant.settings import ModelSettings, Settings

NVIDIA = GpuHardware("an NVIDIA GPU (NVIDIA L4)", "CUDA", has_driver=True)
CPU = DeviceInfo(name="CPU", description="Some CPU", kind="cpu", free_bytes=0, total_bytes=0)
CUDA = DeviceInfo(
    name="CUDA0", description="NVIDIA L4", kind="gpu", free_bytes=20 * 10**9, total_bytes=24 * 10**9
)


def system(*devices: DeviceInfo, gpu_build: bool) -> EngineSystem:
    return EngineSystem(
        llama_cpp_python_version="0.3.36", gpu_build=gpu_build, features="AVX2", devices=devices
    )


def found(findings, finding_id: str) -> Finding:
    (finding,) = [each for each in findings if each.id == finding_id]
    return finding


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return choose_data_folder(tmp_path / "data", {})


def test_a_gpu_that_llama_cpp_was_not_built_for_comes_with_the_command_that_changes_it():
    gpu = found(engine_findings(system(CPU, gpu_build=False), [NVIDIA], pip="pip"), "engine.gpu")

    assert gpu.state == "advice"
    assert "NVIDIA L4" in gpu.text
    assert gpu.remedy == (
        'Build it for CUDA: CMAKE_ARGS="-DGGML_CUDA=on" '
        "pip install --force-reinstall --no-cache-dir llama-cpp-python"
    )


@pytest.mark.parametrize(
    ("backend", "switch"),
    [("HIP", "-DGGML_HIP=on"), ("Vulkan", "-DGGML_VULKAN=on"), ("Metal", "-DGGML_METAL=on")],
)
def test_each_kind_of_gpu_has_its_command(backend, switch: str):
    gpus = [GpuHardware("a GPU", backend, has_driver=True)]

    assert switch in found(engine_findings(system(gpu_build=False), gpus), "engine.gpu").remedy


def test_a_gpu_in_use_is_fine_and_its_memory_is_told():
    findings = engine_findings(system(CPU, CUDA, gpu_build=True), [NVIDIA])

    assert found(findings, "engine.gpu").state == "ok"
    assert "20.0 GB of 24.0 GB free" in found(findings, "engine.device.CUDA0").text


@pytest.mark.parametrize(
    ("gpu", "gpu_build", "words"),
    [
        (NVIDIA, True, "does not see an NVIDIA GPU"),
        (GpuHardware("an NVIDIA GPU", "CUDA", has_driver=False), False, "does not offer it here"),
    ],
)
def test_a_gpu_that_cannot_be_reached_is_told_with_what_to_check(gpu, gpu_build, words: str):
    finding = found(engine_findings(system(CPU, gpu_build=gpu_build), [gpu]), "engine.gpu")

    assert finding.state == "advice"
    assert words in finding.text
    assert finding.remedy


def test_a_machine_without_gpu_is_fine():
    assert found(engine_findings(system(CPU, gpu_build=False), []), "engine.gpu").state == "ok"


def test_an_engine_that_cannot_start_is_a_problem_and_doctor_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    broken = tmp_path / "python"
    broken.write_text(
        "#!/bin/sh\necho \"ModuleNotFoundError: No module named 'llama_cpp'\" >&2\nexit 1\n"
    )
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))

    report = examine_engine(tmp_path / "engine.log")

    start = found(report.group.findings, "engine.start")
    assert report.system is None
    assert start.state == "problem"
    assert "No module named 'llama_cpp'" in start.text
    assert "llama-cpp-python" in start.remedy


def test_the_real_engine_describes_itself(tmp_path: Path):
    report = examine_engine(tmp_path / "engine.log")

    assert report.system is not None
    assert any(device.kind == "cpu" for device in report.system.devices)
    assert "llama-cpp-python" in found(report.group.findings, "engine.version").text


def test_the_default_model_is_told_with_its_quantisation_size_and_fit(folder: DataFolder):
    findings = model_group(Settings(), folder, system(CPU, gpu_build=False)).findings

    assert "Q4_1" in found(findings, "model.facts").text
    assert "8,192 tokens" in found(findings, "model.facts").text
    assert found(findings, "model.fit").state == "ok"
    assert found(findings, "model.placement").text.startswith("CPU")
    assert "to be measured" in found(findings, "model.threads").text


def test_a_missing_model_is_a_problem_with_a_place_to_put_one(folder: DataFolder):
    settings = Settings(model=ModelSettings(name="no-such-model"))

    (finding,) = model_group(settings, folder, None).findings

    assert finding.state == "problem"
    assert str(folder.models) in finding.remedy


def test_a_file_that_is_no_model_is_a_problem(folder: DataFolder, tmp_path: Path):
    page = tmp_path / "page.gguf"
    page.write_text("<!DOCTYPE html><p>Sign in")

    (finding,) = model_group(Settings(model=ModelSettings(name=str(page))), folder, None).findings

    assert finding.state == "problem"
    assert "\n" not in finding.text


def test_a_context_that_does_not_fit_in_memory_is_a_problem(folder: DataFolder):
    settings = Settings(model=ModelSettings(context_tokens=16_000_000))

    fit = found(model_group(settings, folder, None).findings, "model.fit")

    assert fit.state == "problem"
    assert "of memory" in fit.text


def test_another_model_in_the_folder_that_cannot_be_used_is_told(folder: DataFolder):
    folder.create()
    (folder.models / "cut.gguf").write_bytes(b"GGUF")

    findings = model_group(Settings(), folder, None).findings

    assert [each.state for each in findings if each.id.startswith("model.installed")] == ["advice"]


def test_measured_threads_are_read_and_nonsense_is_not(tmp_path: Path):
    tuning = tmp_path / "tuning.json"
    assert measured_threads(tuning, "abc") is None
    for text in ("{", "[]", '{"abc x": 3}', '{"abc x": {"generate": "2"}}'):
        tuning.write_text(text)
        assert measured_threads(tuning, "abc") is None
    tuning.write_text('{"abd": {"generate": 9, "read": 9}, "abc x": {"generate": 2, "read": 4}}')
    assert measured_threads(tuning, "abc") == (2, 4)


def test_a_data_folder_that_is_not_there_yet_is_fine_and_stays_so(folder: DataFolder):
    states = {finding.id: finding.state for finding in data_group(folder).findings}

    assert states["data.folder"] == "ok"
    assert not folder.root.exists()


def test_a_data_folder_below_a_file_is_a_problem(tmp_path: Path):
    (tmp_path / "file").write_text("")

    for chosen in (tmp_path / "file", tmp_path / "file" / "data"):
        finding = found(data_group(choose_data_folder(chosen, {})).findings, "data.folder")
        assert (finding.state, bool(finding.remedy)) == ("problem", True)


def test_a_database_that_is_none_is_a_problem_and_kept(folder: DataFolder):
    folder.create()
    folder.database.write_bytes(b"not a database" * 100)

    finding = found(data_group(folder).findings, "data.conversations")

    assert finding.state == "problem"
    assert folder.database.read_bytes().startswith(b"not a database")


def test_each_mistake_in_the_settings_is_a_finding_and_the_defaults_stand_in(folder: DataFolder):
    folder.create()
    folder.settings_file.write_text("[model]\nthreads = 0\ncontext = 3\n")

    settings, group = examine_settings(folder.settings_file, {}, [])

    assert settings == Settings()
    assert [each.state for each in group.findings] == ["ok", "problem", "problem"]


def test_settings_that_differ_are_named(folder: DataFolder):
    _, group = examine_settings(folder.settings_file, {"GLASSBOX_MODEL_THREADS": "2"}, [])

    assert "model.threads" in found(group.findings, "settings.changed").text


def test_a_missing_package_is_a_problem_with_the_command_that_installs_it():
    findings = program_group(packages=("click", "no-such-package-at-all")).findings

    missing = found(findings, "program.package.no-such-package-at-all")
    assert missing.state == "problem"
    assert missing.remedy.endswith("-m pip install no-such-package-at-all")


def test_the_packages_that_are_looked_for_are_those_the_program_needs():
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")

    for name in PACKAGES:
        assert f'    "{name}' in project


def test_without_a_terminal_the_reader_is_sent_to_ask():
    assert "glassbox ask" in found(terminal_group({}).findings, "terminal.kind").text


def test_findings_are_written_for_people_and_for_programs():
    groups = [
        Group(
            "Things",
            (fine("a", "good"), advice("b", "so-so\x1b", "mend"), problem("c", "bad", "fix")),
        )
    ]

    assert list(lines(groups, in_utf8=False, in_colour=False)) == [
        "Things",
        "  + good",
        "  ! so-so␛",
        "    -> mend",
        "  x bad",
        "    -> fix",
        "",
    ]
    assert documents(groups)[2] == {
        "id": "c",
        "group": "Things",
        "state": "problem",
        "text": "bad",
        "remedy": "fix",
    }


def test_doctor_runs_when_everything_is_wrong_at_once(glassbox):
    glassbox.data_folder.mkdir()
    (glassbox.data_folder / "settings.toml").write_text("= nonsense")
    (glassbox.data_folder / "glassbox.db").write_text("nonsense" * 100)

    run = glassbox("doctor", "--json", GLASSBOX_MODEL_THREADS="-1", GLASSBOX_NONSENSE="1")

    states = {finding["id"]: finding["state"] for finding in run.document}
    assert run.code == 1
    assert states["data.conversations"] == "problem"
    assert states["settings.1"] == states["settings.2"] == states["settings.3"] == "problem"


def test_doctor_is_content_here_and_says_where_everything_is(glassbox):
    run = glassbox("doctor")

    assert (run.code, run.err) == (0, "")
    for title in ("Program", "Engine", "Model", "Data", "Settings", "Terminal"):
        assert f"{title}\n" in run.out
    assert str(glassbox.data_folder) in run.out
    assert "✗" not in run.out
