"""Fit the table: `python distil.py TEACHER TRAINING DATA OUT`, where `teach.py` wrote DATA."""

import sys
import time
from pathlib import Path

import numpy as np
import torch
from losses import answers, bag, distance, late, neighbours
from material import Material, load
from pack import pack

STEPS = 1_500
BATCH, PAIR_BATCH, LATE_BATCH = 512, 256, 48
LEARNING_RATE = 2e-3
WARMING_STEPS = 100
PULL = 2e-3
"""How strongly a token is held to where it began: rare ones are seen too seldom to be moved."""
NEIGHBOURS_WEIGHT, PAIRS_WEIGHT, LATE_WEIGHT = 1.0, 0.5, 0.5
_SEED = 4


def main() -> None:
    """Fit and write the files of the embedder."""
    model, training, data, out = map(Path, sys.argv[1:5])
    torch.set_num_threads(1)
    material = load(model, training, data)
    fit = Fit(material)
    started = time.monotonic()
    for step in range(STEPS):
        told = fit.step(step)
        if step % 100 == 0 or step == STEPS - 1:
            print(f"step {step}, {time.monotonic() - started:.0f} s: {told}", flush=True)
    pack(out, fit.table.detach().numpy(), material.tokens)


class Fit:
    """A table on its way; Adam moves the rows in use."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._dice = np.random.default_rng(_SEED)
        self.table = material.start.clone().requires_grad_()
        self._heat, self._late_heat = (torch.tensor(0.05).log().requires_grad_() for _ in range(2))
        self._rows = torch.optim.SparseAdam([self.table], lr=LEARNING_RATE)
        self._heats = torch.optim.Adam([self._heat, self._late_heat], lr=1e-3)
        self._kinds = list(material.pairs)
        shares = np.array([len(material.pairs[kind]) ** 0.5 for kind in self._kinds])
        self._shares = shares / shares.sum()

    def step(self, number: int) -> str:
        """Move once; return what is still wrong."""
        warmth = min(1.0, (number + 1) / WARMING_STEPS)
        self._rows.param_groups[0]["lr"] = LEARNING_RATE * warmth * (1 - number / STEPS)
        chosen = self._texts(number)
        kind = self._kinds[self._dice.choice(len(self._kinds), p=self._shares)]
        pairs = self._material.pairs[kind]
        picked = self._dice.choice(len(pairs), min(PAIR_BATCH, len(pairs)), replace=False)
        # One bag for everything: the table's gradient is then made once.
        ids = [self._material.ids[row] for row in chosen]
        ids += [pairs[row][side] for side in (0, 1) for row in picked]
        sizes = [len(chosen), len(picked), len(picked)]
        student, left, right = bag(self.table, ids).split(sizes)
        target = self._material.targets[chosen]
        wrong = {
            "vector": distance(student, target),
            "neighbours": neighbours(student, target, self._heat.exp()),
            kind: answers(left, right),
            f"late {kind}": late(
                self.table, [pairs[row] for row in picked[:LATE_BATCH]], self._late_heat.exp()
            ),
        }
        weights = (1.0, NEIGHBOURS_WEIGHT, PAIRS_WEIGHT, LATE_WEIGHT)
        self._move(sum(w * each for w, each in zip(weights, wrong.values(), strict=True)))
        self._hold(ids, warmth)
        return ", ".join(f"{what} {value:.3f}" for what, value in wrong.items())

    def _texts(self, number: int) -> np.ndarray:
        """Take whole conversations, hard to tell apart inside; any texts every third time."""
        if number % 3 == 0:
            return self._dice.choice(len(self._material.ids), BATCH, replace=False)
        groups = self._material.groups
        chosen: list[np.ndarray] = []
        while sum(map(len, chosen)) < BATCH:
            chosen.append(groups[self._dice.integers(len(groups))])
        return self._dice.permutation(np.unique(np.concatenate(chosen)))[:BATCH]

    def _move(self, loss: torch.Tensor) -> None:
        optimisers = (self._rows, self._heats)
        for optimiser in optimisers:
            optimiser.zero_grad()
        loss.backward()
        for optimiser in optimisers:
            optimiser.step()

    @torch.no_grad()
    def _hold(self, ids: list[list[int]], warmth: float) -> None:
        used = torch.tensor(sorted({place for each in ids for place in each}))
        self.table[used] += PULL * warmth * (self._material.start[used] - self.table[used])


if __name__ == "__main__":
    main()
