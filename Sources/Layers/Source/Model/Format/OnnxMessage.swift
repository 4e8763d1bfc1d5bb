/// The messages of an ONNX model that are looked into, and their fields.
///
/// Source: onnx, onnx.proto3. What is not listed there is passed over by its length, as protobuf asks of readers.
enum OnnxMessage: Hashable {
    case model, opset, graph, node, attribute, tensor, sparse, entry, segment, training, function, value, type,
        tensorType
    case sequence, map, shape, dimension

    /// What a field holds.
    enum Kind: Hashable {
        /// One number.
        case varint
        /// Numbers, one by one or packed.
        case varints
        /// Four bytes each, one by one or packed.
        case fixed32s
        /// Eight bytes each, one by one or packed.
        case fixed64s
        /// Bytes that are passed over.
        case bytes
        /// A text that is kept.
        case text
        case message(OnnxMessage)
    }

    /// A field: its name, what it holds, and whether it may stand only once.
    struct Field: Hashable {
        let name: String
        let kind: Kind
        let isSingular: Bool

        fileprivate static func one(_ name: String, _ kind: Kind) -> Field {
            Field(name: name, kind: kind, isSingular: true)
        }
        fileprivate static func many(_ name: String, _ kind: Kind) -> Field {
            Field(name: name, kind: kind, isSingular: false)
        }
    }

    /// The field of that number; nil for one that is not known.
    func field(_ number: UInt64) -> Field? { OnnxMessage.fields[self]?[number] }

    private static let fields: [OnnxMessage: [UInt64: Field]] = [
        .model: [
            1: .one("ir_version", .varint), 2: .one("producer_name", .bytes), 3: .one("producer_version", .bytes),
            4: .one("domain", .bytes), 5: .one("model_version", .varint), 6: .one("doc_string", .bytes),
            7: .one("graph", .message(.graph)), 8: .many("opset_import", .message(.opset)),
            14: .many("metadata_props", .message(.entry)), 20: .many("training_info", .message(.training)),
            25: .many("functions", .message(.function)),
        ],
        .opset: [1: .one("domain", .text), 2: .one("version", .varint)],
        .graph: [
            1: .many("node", .message(.node)), 2: .one("name", .bytes), 5: .many("initializer", .message(.tensor)),
            10: .one("doc_string", .bytes), 11: .many("input", .message(.value)), 12: .many("output", .message(.value)),
            13: .many("value_info", .message(.value)), 15: .many("sparse_initializer", .message(.sparse)),
            16: .many("metadata_props", .message(.entry)),
        ],
        .node: [
            1: .many("input", .bytes), 2: .many("output", .bytes), 3: .one("name", .bytes), 4: .one("op_type", .bytes),
            5: .many("attribute", .message(.attribute)), 6: .one("doc_string", .bytes), 7: .one("domain", .bytes),
            8: .one("overload", .bytes), 9: .many("metadata_props", .message(.entry)),
        ],
        .attribute: [
            1: .one("name", .bytes), 2: .many("f", .fixed32s), 3: .one("i", .varint), 4: .one("s", .bytes),
            5: .one("t", .message(.tensor)), 6: .one("g", .message(.graph)), 7: .many("floats", .fixed32s),
            8: .many("ints", .varints), 9: .many("strings", .bytes), 10: .many("tensors", .message(.tensor)),
            11: .many("graphs", .message(.graph)), 13: .one("doc_string", .bytes), 14: .one("tp", .message(.type)),
            15: .many("type_protos", .message(.type)), 20: .one("type", .varint), 21: .one("ref_attr_name", .bytes),
            22: .one("sparse_tensor", .message(.sparse)), 23: .many("sparse_tensors", .message(.sparse)),
        ],
        .tensor: [
            1: .many("dims", .varints), 2: .one("data_type", .varint), 3: .one("segment", .message(.segment)),
            4: .many("float_data", .fixed32s), 5: .many("int32_data", .varints), 6: .many("string_data", .bytes),
            7: .many("int64_data", .varints), 8: .one("name", .text), 9: .one("raw_data", .bytes),
            10: .many("double_data", .fixed64s), 11: .many("uint64_data", .varints), 12: .one("doc_string", .bytes),
            13: .many("external_data", .message(.entry)), 14: .one("data_location", .varint),
            16: .many("metadata_props", .bytes),
        ],
        .sparse: [
            1: .one("values", .message(.tensor)), 2: .one("indices", .message(.tensor)), 3: .many("dims", .varints),
        ],
        .entry: [1: .one("key", .text), 2: .one("value", .text)],
        .segment: [:],
        .training: [
            1: .one("initialization", .message(.graph)), 2: .one("algorithm", .message(.graph)),
            3: .many("initialization_binding", .message(.entry)), 4: .many("update_binding", .message(.entry)),
        ],
        .function: [
            1: .one("name", .bytes), 4: .many("input", .bytes), 5: .many("output", .bytes),
            6: .many("attribute", .bytes),
            7: .many("node", .message(.node)), 8: .one("doc_string", .bytes),
            9: .many("opset_import", .message(.opset)),
            10: .one("domain", .bytes), 11: .many("attribute_proto", .message(.attribute)),
            12: .many("value_info", .message(.value)), 13: .one("overload", .bytes),
            14: .many("metadata_props", .message(.entry)),
        ],
        .value: [
            1: .one("name", .bytes), 2: .one("type", .message(.type)), 3: .one("doc_string", .bytes),
            4: .many("metadata_props", .message(.entry)),
        ],
        .type: [
            1: .one("tensor_type", .message(.tensorType)), 4: .one("sequence_type", .message(.sequence)),
            5: .one("map_type", .message(.map)), 6: .one("denotation", .bytes),
            8: .one("sparse_tensor_type", .message(.tensorType)), 9: .one("optional_type", .message(.sequence)),
        ],
        .tensorType: [1: .one("elem_type", .varint), 2: .one("shape", .message(.shape))],
        .sequence: [1: .one("elem_type", .message(.type))],
        .map: [1: .one("key_type", .varint), 2: .one("value_type", .message(.type))],
        .shape: [1: .many("dim", .message(.dimension))],
        .dimension: [1: .one("dim_value", .varint), 2: .one("dim_param", .bytes), 3: .one("denotation", .bytes)],
    ]
}
