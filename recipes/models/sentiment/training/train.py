"""Trains the sentiment model and writes its folder: model.onnx, vocab.txt, model.json, golden.json.

    python3 train.py --corpus DIR --output DIR

--corpus is where the corpus archive lies, or is downloaded to. Seeded and single-threaded: the same kind of processor
and the pinned packages give the same model. The test set is not looked at here; evaluate.py does that.
"""

import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy
import onnxruntime
import torch
from torch.nn import functional as F

import corpus
import export
from network import CharacterCNN
from tokenizer import HEAD, MAXIMUM_LENGTH, MASK, PAD, UNK, Tokenizer

NAME = "reviews-zh-character-cnn"
LABELS = ["negative", "positive"]
SEED = 0
EPOCHS = 6
BATCH = 64
RATE, WARM_UP, RATE_FLOOR, WEIGHT_DECAY = 1.5e-3, 0.08, 0.02, 0.02
UNKNOWN_SHARE = 0.05  # of the characters of a training text become [UNK], so that the model learns to do without
SECOND_OPINION_SHARE, SMOOTHING = 0.5, 0.05
LONGEST_GRAM = 3

Encoded = list[list[int]]


def padded(rows: Encoded) -> torch.Tensor:
    ids = torch.full((len(rows), max(map(len, rows))), PAD)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
    return ids


def batches(rows: Encoded, source: random.Random) -> list[list[int]]:
    """Places of all rows in batches of like length, in random order."""
    order = list(range(len(rows)))
    source.shuffle(order)
    span = BATCH * 40
    pieces = [sorted(order[start : start + span], key=lambda i: len(rows[i])) for start in range(0, len(order), span)]
    order = [place for piece in pieces for place in piece]
    result = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    source.shuffle(result)
    return result


def probabilities(model: CharacterCNN, rows: Encoded) -> numpy.ndarray:
    """Of positive, for every row."""
    model.eval()
    result = numpy.zeros(len(rows))
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    with torch.no_grad():
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            ids = padded([rows[i] for i in places])
            result[places] = model(ids, (ids != PAD).long()).softmax(1)[:, 1].numpy()
    return result


def accuracy(model: CharacterCNN, tokenizer: Tokenizer, samples: list[corpus.Sample]) -> float:
    positive = probabilities(model, [tokenizer.encode(sample.raw) for sample in samples]) > 0.5
    return float((positive == numpy.array([sample.label for sample in samples])).mean())


def targets(samples: list[corpus.Sample]) -> torch.Tensor:
    """What the network is to answer: half the label of the corpus, half the answer of a model that never saw the text.

    The corpus cuts reviews into lines and gives each the label of the whole, so many labels are wrong for their line.
    """
    hard = numpy.array([sample.label for sample in samples]) * (1 - 2 * SMOOTHING) + SMOOTHING
    soft = corpus.second_opinion(samples, LONGEST_GRAM)
    return torch.tensor((1 - SECOND_OPINION_SHARE) * hard + SECOND_OPINION_SHARE * soft, dtype=torch.float32)


def train(parts: dict[str, list[corpus.Sample]]) -> tuple[CharacterCNN, Tokenizer]:
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)
    source = random.Random(SEED)

    samples = [sample for sample in parts["train"] if len(sample.normalized) >= corpus.SHORTEST]
    wanted = targets(samples)
    tokenizer = Tokenizer.learn([sample.raw for sample in samples])
    rows = [tokenizer.encode(sample.raw) for sample in samples]
    model = CharacterCNN(len(tokenizer.vocabulary))
    weights = sum(parameter.numel() for parameter in model.parameters())
    print(f"{len(rows)} texts, {len(tokenizer.vocabulary)} tokens, {weights} weights")

    steps = EPOCHS * math.ceil(len(rows) / BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (WARM_UP * steps)) * max(RATE_FLOOR, 1 - step / steps)
    )
    for epoch in range(EPOCHS):
        model.train()
        for places in batches(rows, source):
            ids = padded([rows[i] for i in places])
            mask = (ids != PAD).long()
            ids[(torch.rand(ids.shape) < UNKNOWN_SHARE) & (ids > MASK)] = UNK
            positive = wanted[places]
            loss = F.cross_entropy(model(ids, mask), torch.stack([1 - positive, positive], 1))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1}: dev accuracy {accuracy(model, tokenizer, parts['dev']):.4f}", flush=True)
    model.eval()
    return model, tokenizer


def golden(session: onnxruntime.InferenceSession, tokenizer: Tokenizer, texts: list[str]) -> list[dict]:
    """What the exported model answers, one text at a time."""
    result = []
    for text in texts:
        ids = numpy.array([tokenizer.encode(text)])
        logits = session.run(["logits"], {"input_ids": ids, "attention_mask": numpy.ones_like(ids)})[0][0]
        positive = 1 / (1 + math.exp(float(logits[0]) - float(logits[1])))
        result.append({
            "text": text,
            "input_ids": ids[0].tolist(),
            "logits": [round(float(value), 5) for value in logits],
            "positive": round(positive, 5),
        })
    return result


def compare(session: onnxruntime.InferenceSession, model: CharacterCNN, rows: Encoded) -> float:
    """The largest difference of a logit between the graph, text by text, and the network, in padded batches."""
    worst = 0.0
    for start in range(0, len(rows), BATCH):
        ids = padded(rows[start : start + BATCH])
        with torch.no_grad():
            expected = model(ids, (ids != PAD).long()).numpy()
        for row, logits in zip(rows[start : start + BATCH], expected):
            single = numpy.array([row])
            actual = session.run(["logits"], {"input_ids": single, "attention_mask": numpy.ones_like(single)})[0][0]
            worst = max(worst, float(numpy.abs(actual - logits).max()))
    return worst


def write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description="train the sentiment model")
    arguments.add_argument("--corpus", type=Path, required=True, help="folder of the corpus archive")
    arguments.add_argument("--output", type=Path, required=True, help="folder the model is written to")
    options = arguments.parse_args()

    parts = corpus.splits(corpus.fetch(options.corpus))
    print(", ".join(f"{name} {len(samples)}" for name, samples in parts.items()))
    began = time.monotonic()
    model, tokenizer = train(parts)
    print(f"trained in {time.monotonic() - began:.0f} s")

    options.output.mkdir(parents=True, exist_ok=True)
    export.write(model, options.output / "model.onnx", NAME)
    (options.output / "vocab.txt").write_text("".join(f"{token}\n" for token in tokenizer.vocabulary), encoding="utf-8")
    write_json(options.output / "model.json", {
        "kind": "sentiment",
        "name": NAME,
        "file": "model.onnx",
        "tokenizer": {
            "kind": "character",
            "vocabulary": "vocab.txt",
            "lowercase": True,
            "fold": "fullwidth",
            "maximumLength": MAXIMUM_LENGTH,
            "head": HEAD,
        },
        "labels": LABELS,
    })

    session = onnxruntime.InferenceSession(str(options.output / "model.onnx"), providers=["CPUExecutionProvider"])
    texts = json.loads(Path(__file__).with_name("golden-texts.json").read_text(encoding="utf-8"))
    write_json(options.output / "golden.json", golden(session, tokenizer, texts))
    worst = compare(session, model, [tokenizer.encode(sample.raw) for sample in parts["dev"]])
    if worst > 1e-4:
        raise SystemExit(f"the exported graph answers otherwise than the network: a logit differs by {worst}")
    print(f"graph and network agree to {worst:.1e}")


if __name__ == "__main__":
    main()
