"""The accuracy of a model folder on the held-out parts of the corpus, by its ONNX file, one text at a time.

    python3 evaluate.py --corpus DIR --model DIR [--part dev|test]
"""

import argparse
from pathlib import Path

import numpy
import onnxruntime

import corpus
from tokenizer import Tokenizer


def main() -> None:
    arguments = argparse.ArgumentParser(description="measure a sentiment model")
    arguments.add_argument("--corpus", type=Path, required=True, help="folder of the corpus archive")
    arguments.add_argument("--model", type=Path, required=True, help="folder with model.onnx and vocab.txt")
    arguments.add_argument("--part", choices=["dev", "test"], default="dev", help="test only once all is chosen")
    options = arguments.parse_args()

    samples = corpus.splits(corpus.fetch(options.corpus))[options.part]
    lines = (options.model / "vocab.txt").read_text(encoding="utf-8").split("\n")
    tokenizer = Tokenizer(lines[:-1])
    session = onnxruntime.InferenceSession(str(options.model / "model.onnx"), providers=["CPUExecutionProvider"])

    right = [0, 0]
    count = [0, 0]
    for sample in samples:
        ids = numpy.array([tokenizer.encode(sample.raw)])
        logits = session.run(["logits"], {"input_ids": ids, "attention_mask": numpy.ones_like(ids)})[0][0]
        right[sample.label] += int(logits.argmax() == sample.label)
        count[sample.label] += 1
    print(f"{options.part}: {sum(right) / sum(count):.4f} of {sum(count)}")
    print(f"negative {right[0]} of {count[0]}, positive {right[1]} of {count[1]}")


if __name__ == "__main__":
    main()
