"""How wrong the table is, in four ways; all of them are about directions."""

import numpy as np
import torch
from material import Pair
from torch.nn import functional

TEACHER_HEAT, PAIR_HEAT = 0.05, 0.07
LATE_TOKENS = 20


def bag(table: torch.Tensor, ids: list[list[int]]) -> torch.Tensor:
    """Return the vectors of texts: the sums of their tokens', of length 1."""
    offsets = np.cumsum([0, *map(len, ids[:-1])])
    flat = torch.tensor([place for each in ids for place in each])
    summed = functional.embedding_bag(flat, table, torch.tensor(offsets), mode="sum", sparse=True)
    return functional.normalize(summed, dim=1)


def distance(student: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return how far texts are from where the teacher puts them (as tokenlearn does)."""
    return 1 - (student * target).sum(1).mean()


def neighbours(student: torch.Tensor, target: torch.Tensor, heat: torch.Tensor) -> torch.Tensor:
    """Return how far the distribution of each text's neighbours is from the teacher's."""
    itself = torch.eye(len(student), dtype=torch.bool)
    theirs = (target @ target.T / TEACHER_HEAT).masked_fill(itself, -1e4)
    ours = (student @ student.T / heat).masked_fill(itself, -1e4)
    return functional.kl_div(
        ours.log_softmax(1), theirs.log_softmax(1), reduction="batchmean", log_target=True
    )


def answers(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Return how surprising each text's partner is among those of the others (InfoNCE)."""
    return _both_ways(left @ right.T / PAIR_HEAT)


def late(table: torch.Tensor, pairs: list[Pair], heat: torch.Tensor) -> torch.Tensor:
    """Return the same for late interaction: each token of the one seeks its best in the other.

    ColBERT's MaxSim (Khattab and Zaharia 2020), weighted by the lengths of the tokens' vectors.
    """
    (left, weights, _), (right, _, present) = (
        _padded(table, [pair[side][:LATE_TOKENS] for pair in pairs]) for side in (0, 1)
    )
    likeness = torch.einsum("ild,jmd->ijlm", left, right)
    best = likeness.masked_fill(~present[None, :, None, :], -1).amax(3)
    return _both_ways((best * weights[:, None, :]).sum(2) / weights.sum(1)[:, None] / heat)


def _both_ways(likeness: torch.Tensor) -> torch.Tensor:
    own = torch.arange(len(likeness))
    return (functional.cross_entropy(likeness, own) + functional.cross_entropy(likeness.T, own)) / 2


def _padded(
    table: torch.Tensor, ids: list[list[int]]
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return directions (texts, tokens, dimensions), lengths, and which tokens are there."""
    longest = max(map(len, ids))
    places = torch.tensor([each + [0] * (longest - len(each)) for each in ids])
    present = torch.tensor([[True] * len(each) + [False] * (longest - len(each)) for each in ids])
    vectors = functional.embedding(places, table, sparse=True)
    weights = vectors.norm(dim=2).clamp_min(1e-6)
    return vectors / weights[:, :, None], weights * present, present
