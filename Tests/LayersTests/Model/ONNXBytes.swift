/// Writes protobuf by hand, so that a test can lie in one place.
struct ONNXBytes {
    var bytes: [UInt8] = []

    static func varint(_ value: UInt64) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A field of one number.
    static func number(_ field: UInt64, _ value: Int64) -> [UInt8] {
        varint(field << 3) + varint(UInt64(bitPattern: value))
    }

    /// A field of bytes: a text, a message, packed numbers.
    static func bytes(_ field: UInt64, _ content: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(content.count)) + content
    }

    static func text(_ field: UInt64, _ text: String) -> [UInt8] { bytes(field, Array(text.utf8)) }

    /// A tensor with its name, shape and type, and what else it says.
    static func tensor(_ name: String, _ dims: [Int64], type: Int64, _ rest: [UInt8]) -> [UInt8] {
        dims.flatMap { number(1, $0) } + number(2, type) + text(8, name) + rest
    }

    static func entry(_ key: String, _ value: String) -> [UInt8] { text(1, key) + text(2, value) }

    static func external(_ entries: [(String, String)]) -> [UInt8] {
        entries.flatMap { bytes(13, entry($0, $1)) } + number(14, 1)
    }

    /// A model around a graph.
    static func model(graph: [UInt8], version: [UInt8] = number(1, 8), opset: Int64 = 17) -> [UInt8] {
        version + text(2, "tests") + bytes(7, graph) + bytes(8, number(2, opset))
    }

    /// A model of these initializers.
    static func model(_ tensors: [[UInt8]]) -> [UInt8] {
        model(graph: bytes(1, text(4, "Relu")) + text(2, "g") + tensors.flatMap { bytes(5, $0) })
    }
}
