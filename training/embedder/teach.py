"""Keep what the teacher says: `python teach.py TEACHER TRAINING PROSE WORDNET DATA`."""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
from corpus import texts
from teacher import Teacher

PART = 5_000


def main() -> None:
    """Write texts and teacher.npy (texts, 384; float16), going on where a run was ended."""
    model, training, prose, wordnet, out = map(Path, sys.argv[1:])
    everything = texts(training, prose, wordnet)
    once = list(dict.fromkeys([t for each in everything for t in (each.text, each.answers) if t]))
    with (out / "texts.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(each)) + "\n" for each in everything)
    (out / "once.json").write_text(json.dumps(once), encoding="utf-8")
    teacher = Teacher(model)
    file, shape = out / "teacher.npy", (len(once), 384)
    mode = "r+" if file.exists() else "w+"
    vectors = np.lib.format.open_memmap(file, mode=mode, dtype=np.float16, shape=shape)
    started = time.monotonic()
    for start in range(0, len(once), PART):
        if vectors[start].any():
            continue  # an earlier run was ended
        vectors[start : start + PART] = teacher.embed(once[start : start + PART])
        done = min(start + PART, len(once))
        print(f"{done}/{len(once)} texts, {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
