"""The network: a character CNN beside bags of hashed character pairs and triples.

Both see the same ids. The CNN reads windows of one to four characters and keeps the strongest answer of each filter;
a bag adds up a small vector per pair or triple of neighbours, whose bucket is computed inside the graph. Vectors of the
bags begin at zero, so that what training never saw says nothing. Positions whose mask is 0 change nothing: a text gets
the same logits alone and in a padded batch.
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

WINDOWS = (1, 2, 3, 4)
HASH = (7919, 104729, 1299709)  # one factor a character of the pair or triple; their sum modulo the buckets


@dataclass(frozen=True)
class Bag:
    """Of neighbours: how many form a unit, how many buckets, how many numbers a bucket."""

    size: int
    buckets: int
    width: int


BAGS = (Bag(2, 131072, 4), Bag(3, 131072, 4))
BEYOND = max(bag.size for bag in BAGS) - 1  # places added after the end, so that every place begins a unit


class CharacterCNN(nn.Module):
    def __init__(self, vocabulary: int, width: int = 128, filters: int = 160):
        super().__init__()
        self.width = width
        self.characters = nn.Embedding(vocabulary, width, padding_idx=0)
        self.convolutions = nn.ModuleList(nn.Linear(size * width, filters) for size in WINDOWS)
        self.bags = nn.ModuleList(nn.Embedding(bag.buckets, bag.width) for bag in BAGS)
        self.output = nn.Linear(len(WINDOWS) * filters + sum(bag.width for bag in BAGS), 2)
        self.drop_input, self.drop_output = nn.Dropout(0.1), nn.Dropout(0.5)
        nn.init.normal_(self.characters.weight, std=0.1)
        for table in self.bags:
            nn.init.zeros_(table.weight)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        real = mask.to(torch.float32)[:, :, None]
        length = ids.shape[1]

        padded = F.pad(self.drop_input(self.characters(ids)) * real, (0, 0, 0, WINDOWS[-1] - 1))
        windows = torch.cat([padded[:, start : start + length] for start in range(WINDOWS[-1])], 2)
        features = [
            (F.relu(convolution(windows[:, :, : size * self.width])) * real).amax(1)
            for size, convolution in zip(WINDOWS, self.convolutions)
        ]

        further, within = F.pad(ids, (0, BEYOND)), F.pad(real, (0, 0, 0, BEYOND))
        for bag, table in zip(BAGS, self.bags):
            unit = sum(further[:, place : place + length] * HASH[place] for place in range(bag.size))
            complete = within[:, bag.size - 1 : bag.size - 1 + length]
            total = (table(torch.remainder(unit, bag.buckets)) * complete).sum(1)
            features.append(total / torch.sqrt(complete.sum(1).clamp(min=1)))

        return self.output(self.drop_output(torch.cat(features, 1)))
