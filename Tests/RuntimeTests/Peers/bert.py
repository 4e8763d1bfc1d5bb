"""A tiny network of BERT's shape with random weights, and what Python's ONNX Runtime says with it.

    bert.py make DIR [VARIANT]     model.onnx, vocab.txt and model.json; see VARIANTS for what can be wrong with them
    bert.py logits DIR             the logits of each text on standard input, a line each; texts are JSON strings
"""

import json
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

import wordpiece

WIDTH, INNER, POSITIONS = 16, 32, 64
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{c}" for c in LETTERS), *"，。！？,.!?[]=-",
          *"的一是不了人我在有他这中大来上个国和很好坏服务太差棒强烈推荐等小时菜凉失望再也会房间", "##ing", "hello", "world"]
VARIANTS = {
    "whole": "nothing is wrong", "ernie": "no attention_mask", "ids": "no input_ids, but ids",
    "positions": "an input position_ids", "int32": "32-bit ids", "rank": "ids of rank 1",
    "fixed": "8 ids and no other number", "labels": "three outputs", "double": "outputs of 64 bits", "embedding": "fewer embeddings than tokens",
}


def make(folder, variant):
    random = numpy.random.default_rng(0)
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(numpy.asarray(value), name))
        return name

    def weight(name, *shape):
        return constant(name, random.normal(0, 3 / numpy.sqrt(shape[0]), shape).astype("float32"))

    def node(operator, inputs, output, **attributes):
        nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def dense(source, name, rows, columns):
        product = node("MatMul", [source, weight(f"{name}.weight", rows, columns)], f"{name}.product")
        return node("Add", [product, weight(f"{name}.bias", columns)], name)

    def norm(source, name):
        scale = constant(f"{name}.scale", numpy.ones(WIDTH, "float32"))
        return node("LayerNormalization", [source, scale, weight(f"{name}.bias", WIDTH)], name, epsilon=1e-12)

    length = 8 if variant == "fixed" else "length"
    kind = TensorProto.INT32 if variant == "int32" else TensorProto.INT64
    shape = ["batch"] if variant == "rank" else ["batch", length]
    names = {"ids": "ids" if variant == "ids" else "input_ids", "types": "token_type_ids", "mask": "attention_mask"}
    if variant == "ernie":
        del names["mask"]
    inputs = [helper.make_tensor_value_info(name, kind, shape) for name in names.values()]
    ids = names["ids"]
    if variant == "rank":
        ids = node("Unsqueeze", [ids, constant("axis", numpy.array([0]))], "ids.row")
    if variant == "positions":
        inputs.append(helper.make_tensor_value_info("position_ids", kind, shape))

    size = numpy.array([1])
    count = node("Slice", [node("Shape", [ids], "shape"), constant("one", size), constant("two", size + 1)], "count")
    tokens = node("Gather", [weight("words", len(TOKENS) - (20 if variant == "embedding" else 0), WIDTH), ids], "tokens")
    places = node("Slice", [weight("positions", POSITIONS, WIDTH), constant("zero", size - 1), count], "places")
    types = node("Gather", [weight("types", 2, WIDTH), names["types"]], "kinds")
    state = norm(node("Add", [node("Add", [tokens, places], "sum"), types], "embedded"), "embeddings")

    query, key, value = (dense(state, f"attention.{part}", WIDTH, WIDTH) for part in ("query", "key", "value"))
    scores = node("MatMul", [query, node("Transpose", [key], "turned", perm=[0, 2, 1])], "scores")
    scores = node("Mul", [scores, constant("scale", numpy.float32(WIDTH**-0.5))], "scaled")
    if "mask" in names:
        mask = node("Cast", [names["mask"]], "mask", to=TensorProto.FLOAT)
        hidden = node("Mul", [node("Sub", [mask, constant("real", numpy.float32(1))], "absent"),
                              constant("far", numpy.float32(10000))], "hidden")
        scores = node("Add", [scores, node("Unsqueeze", [hidden, constant("row", size)], "rows")], "masked")
    mixed = node("MatMul", [node("Softmax", [scores], "shares", axis=-1), value], "mixed")
    state = norm(node("Add", [state, dense(mixed, "attention.output", WIDTH, WIDTH)], "attended"), "attention.norm")

    inner = dense(state, "inner", WIDTH, INNER)
    erf = node("Erf", [node("Div", [inner, constant("root", numpy.float32(2**0.5))], "divided")], "erf")
    half = node("Mul", [inner, node("Add", [erf, constant("unit", numpy.float32(1))], "raised")], "doubled")
    outer = dense(node("Mul", [half, constant("half", numpy.float32(0.5))], "gelu"), "outer", INNER, WIDTH)
    state = norm(node("Add", [state, outer], "added"), "norm")

    first = node("Gather", [state, constant("first", numpy.array(0))], "start", axis=1)
    pooled = node("Tanh", [dense(first, "pooler", WIDTH, WIDTH)], "pooled")
    labels = 3 if variant == "labels" else 2
    logits = dense(pooled, "classifier", WIDTH, labels)
    output = TensorProto.DOUBLE if variant == "double" else TensorProto.FLOAT
    node("Cast", [logits], "logits", to=output)
    graph = helper.make_graph(
        nodes, "tiny-bert", inputs, [helper.make_tensor_value_info("logits", output, ["batch", labels])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(folder / "model.onnx"))
    (folder / "vocab.txt").write_text("".join(f"{token}\n" for token in TOKENS), encoding="utf-8")
    (folder / "model.json").write_text(json.dumps({
        "kind": "sentiment", "name": "tiny-bert", "file": "model.onnx", "labels": ["negative", "positive"],
        "tokenizer": {"kind": "wordpiece", "vocabulary": "vocab.txt", "lowercase": True, "maximumLength": POSITIONS},
    }), encoding="utf-8")


def logits(folder):
    tokenizer = wordpiece.bert(str(folder / "vocab.txt"), POSITIONS, True)
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    for encoding in tokenizer.encode_batch(wordpiece.texts()):
        rows = {"input_ids": encoding.ids, "token_type_ids": encoding.type_ids, "attention_mask": encoding.attention_mask}
        feed = {entry.name: numpy.array([rows[entry.name]]) for entry in session.get_inputs()}
        print(*(repr(float(value)) for value in session.run(None, feed)[0][0]))


match sys.argv[1:]:
    case ["make", folder, *variant]:
        assert not variant or variant[0] in VARIANTS
        make(Path(folder), variant[0] if variant else "whole")
    case ["logits", folder]:
        logits(Path(folder))
