"""The trained network as an ONNX graph, written node by node: nothing in it depends on an exporter's version.

Opset 17, standard operators only, float32. Inputs `input_ids` and `attention_mask`, int64 [batch, seq]; output
`logits`, float32 [batch, 2].
"""

from pathlib import Path

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

import network

OPSET = 17
IR_VERSION = 8  # the lowest that holds opset 17, so that every runtime that knows the opset reads the file


class Graph:
    """Nodes and constants in the order of their making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: numpy.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def slice(self, source: str, output: str, start: int, stop: int, axis: int) -> str:
        bounds = [self.constant(f"{output}.{part}", numpy.array([value], "int64")) for part, value in
                  (("start", start), ("stop", stop), ("axis", axis))]
        return self.node("Slice", [source, *bounds], output)


def write(model: network.CharacterCNN, path: Path, name: str) -> None:
    """The graph of `CharacterCNN.forward` without its dropout."""
    graph = Graph()
    weights = {key: value.detach().numpy() for key, value in model.state_dict().items()}
    end = numpy.iinfo("int64").max
    last = network.WINDOWS[-1]

    one = graph.constant("axis.one", numpy.array([1], "int64"))
    two = graph.constant("axis.two", numpy.array([2], "int64"))
    mask = graph.node("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
    real = graph.node("Unsqueeze", [mask, two], "mask")

    table = graph.constant("characters.weight", weights["characters.weight"])
    embedded = graph.node("Mul", [graph.node("Gather", [table, "input_ids"], "characters.all"), real], "characters")
    margin = graph.constant("windows.margin", numpy.array([0, 0, 0, 0, last - 1, 0], "int64"))
    padded = graph.node("Pad", [embedded, margin], "characters.padded")
    shifted = [
        graph.slice(padded, f"windows.{start}", start, end if start == last - 1 else start - last + 1, 1)
        for start in range(last)
    ]
    windows = graph.node("Concat", shifted, "windows", axis=2)

    features = []
    for place, size in enumerate(network.WINDOWS):
        prefix = f"convolutions.{place}"
        seen = windows if size == last else graph.slice(windows, f"{prefix}.window", 0, size * model.width, 2)
        weight = graph.constant(f"{prefix}.weight", weights[f"{prefix}.weight"].T)
        bias = graph.constant(f"{prefix}.bias", weights[f"{prefix}.bias"])
        filtered = graph.node("Add", [graph.node("MatMul", [seen, weight], f"{prefix}.product"), bias], f"{prefix}.sum")
        kept = graph.node("Mul", [graph.node("Relu", [filtered], f"{prefix}.relu"), real], f"{prefix}.kept")
        features.append(graph.node("ReduceMax", [kept], f"{prefix}.peak", axes=[1], keepdims=0))

    beyond = network.BEYOND
    further = graph.node(
        "Pad", ["input_ids", graph.constant("ids.margin", numpy.array([0, 0, 0, beyond], "int64"))], "ids.padded"
    )
    within = graph.node(
        "Pad", [real, graph.constant("mask.margin", numpy.array([0, 0, 0, 0, beyond, 0], "int64"))], "mask.padded"
    )
    floor = graph.constant("count.floor", numpy.array(1, "float32"))
    factors = [
        graph.constant(f"hash.{place}", numpy.array(factor, "int64")) for place, factor in enumerate(network.HASH)
    ]
    for number, bag in enumerate(network.BAGS):
        prefix = f"bags.{number}"
        unit = ""
        for place in range(bag.size):
            ids = graph.slice(further, f"{prefix}.{place}.ids", place, end if place == beyond else place - beyond, 1)
            part = graph.node("Mul", [ids, factors[place]], f"{prefix}.{place}.hash")
            unit = graph.node("Add", [unit, part], f"{prefix}.{place}.sum") if unit else part
        buckets = graph.constant(f"{prefix}.buckets", numpy.array(bag.buckets, "int64"))
        bucket = graph.node("Mod", [unit, buckets], f"{prefix}.bucket")
        table = graph.constant(f"{prefix}.weight", weights[f"{prefix}.weight"])
        last_place = bag.size - 1
        stop = end if last_place == beyond else last_place - beyond
        complete = graph.slice(within, f"{prefix}.complete", last_place, stop, 1)
        vectors = graph.node("Gather", [table, bucket], f"{prefix}.all")
        vectors = graph.node("Mul", [vectors, complete], f"{prefix}.kept")
        total = graph.node("ReduceSum", [vectors, one], f"{prefix}.total", keepdims=0)
        count = graph.node("ReduceSum", [complete, one], f"{prefix}.count", keepdims=0)
        counted = graph.node("Max", [count, floor], f"{prefix}.counted")
        features.append(graph.node("Div", [total, graph.node("Sqrt", [counted], f"{prefix}.root")], f"{prefix}.scaled"))

    joined = graph.node("Concat", features, "features", axis=1)
    weight = graph.constant("output.weight", weights["output.weight"])
    bias = graph.constant("output.bias", weights["output.bias"])
    graph.node("Gemm", [joined, weight, bias], "logits", transB=1)

    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "seq"])
    attention = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "seq"])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2])
    document = helper.make_model(
        helper.make_graph(graph.nodes, name, [ids, attention], [logits], graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="imagesmith",
    )
    onnx.checker.check_model(document, full_check=True)
    path.write_bytes(document.SerializeToString(deterministic=True))
