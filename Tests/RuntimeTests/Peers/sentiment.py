"""Python's ONNX Runtime on the shipped sentiment model: the two logits of each text on standard input, a line each.

    sentiment.py MODEL

Texts come as JSON strings, a line each.
"""

import json
import sys
from pathlib import Path

import numpy
import onnxruntime

sys.path.insert(0, str(Path(__file__).parents[3] / "recipes/models/sentiment/training"))
import tokenizer  # noqa: E402  (it lies beside the training)

model = Path(sys.argv[1])
encoder = tokenizer.Tokenizer((model / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1])
session = onnxruntime.InferenceSession(str(model / "model.onnx"), providers=["CPUExecutionProvider"])
for line in sys.stdin:
    ids = numpy.array([encoder.encode(json.loads(line))])
    logits = session.run(["logits"], {"input_ids": ids, "attention_mask": numpy.ones_like(ids)})[0][0]
    print(*(repr(float(value)) for value in logits))
