"""When the program dies, however it dies, no worker stays behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

REPOSITORY = Path(__file__).parents[2]
SCRIPT = REPOSITORY / "tests" / "support" / "engine_parent.py"
GONE_SECONDS = 2.0


@pytest.mark.parametrize("moment", ["idle", "reading", "generating"])
def test_the_worker_of_a_killed_program_is_gone_within_two_seconds(
    tmp_path: Path, tiny_model: Path, moment: str
):
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}:{SCRIPT.parent}"}
    arguments = [sys.executable, SCRIPT, tiny_model, tmp_path / "engine.log", moment]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment) as program:
        worker = psutil.Process(int(program.stdout.readline()))
        program.send_signal(signal.SIGKILL)

        worker.wait(GONE_SECONDS)

    assert not worker.is_running()
