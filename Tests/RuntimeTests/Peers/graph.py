"""Networks to simplify, from ONNX's own notation, and what Python's ONNX Runtime makes of them.

    graph.py make DIR       a file DIR/N.onnx for each text on standard input; texts are JSON strings in the notation of
                            onnx.parser, whose tensors "= {random}" become random numbers
    graph.py compare DIR    for each DIR/N.onnx, a line: how far DIR/N.simple.onnx, which ONNX's checker has to accept, is
                            from it at most on random pictures, or tokens from 0 to 6 and masks, without optimizations, and
                            the greatest number it gives
"""

import json
import re
import sys
from pathlib import Path

import numpy
import onnx
import onnx.parser
import onnxruntime

HEAD = '<ir_version: 8, opset_import: ["" : %s]>\n'


def make(folder):
    random = numpy.random.default_rng(0)

    def numbers(match):
        count = numpy.prod([int(size) for size in match[1].split(",")])
        return match[0].replace("{random}", "{" + ", ".join(f"{value:.4f}" for value in random.normal(0, 1, count)) + "}")

    for index, line in enumerate(sys.stdin):
        text = json.loads(line)
        version, text = text.split(":", 1) if re.match(r"\d+:", text) else ("14", text)
        text = re.sub(r"float\[([\d, ]+)\] [\w.]+ = \{random\}", numbers, text)
        model = onnx.parser.parse_model(HEAD % version + text)
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, folder / f"{index}.onnx")


def session(path):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def compare(folder):
    random = numpy.random.default_rng(1)
    for index in range(len(list(folder.glob("*.simple.onnx")))):
        simple = folder / f"{index}.simple.onnx"
        onnx.checker.check_model(onnx.load(simple), full_check=True)
        sessions = [session(path) for path in (folder / f"{index}.onnx", simple)]
        feed = {}
        for place in sessions[0].get_inputs():
            sizes = [size if isinstance(size, int) else 5 + number for number, size in enumerate(place.shape)]
            if place.type == "tensor(int64)":
                feed[place.name] = random.integers(0, 7 if place.name == "ids" else 2, sizes)
            else:
                feed[place.name] = random.normal(0, 3, sizes).astype("float32")
        ours, theirs = ([numpy.asarray(output) for output in one.run(None, feed)] for one in reversed(sessions))
        assert [output.shape for output in ours] == [output.shape for output in theirs]
        furthest = max(float(numpy.abs(one - other).max()) for one, other in zip(ours, theirs))
        print(furthest, max(float(numpy.abs(other).max()) for other in theirs))


if __name__ == "__main__":
    {"make": make, "compare": compare}[sys.argv[1]](Path(sys.argv[2]))
