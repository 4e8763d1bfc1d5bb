/// An attribute of a node: an `AttributeProto` (onnx.proto).
struct NodeAttribute {
    let name: String
    let bytes: ArraySlice<UInt8>

    private enum Field {
        static let name: UInt64 = 1
        static let float: UInt64 = 2
        static let integer: UInt64 = 3
        static let tensor: UInt64 = 5
        static let graph: UInt64 = 6
        static let integers: UInt64 = 8
        static let graphs: UInt64 = 11
        static let type: UInt64 = 20
        static let reference: UInt64 = 21
    }

    /// Takes a message. Throws for one that holds a graph of its own, or refers to a function's attribute.
    init(_ message: ArraySlice<UInt8>) throws(MalformedMessage) {
        var name: String?
        var reader = WireReader(message)
        while let field = try reader.next() {
            switch field.number {
            case Field.name: name = try field.text
            case Field.graph, Field.graphs, Field.reference: throw MalformedMessage()
            default: continue
            }
        }
        guard let name else { throw MalformedMessage() }
        self.name = name
        bytes = message
    }

    /// A number: `AttributeProto.FLOAT`.
    init(_ name: String, float: Float) { self.init(name, type: 1) { $0.add(Field.float, float) } }

    /// A whole number: `AttributeProto.INT`.
    init(_ name: String, integer: Int) { self.init(name, type: 2) { $0.add(Field.integer, integer) } }

    /// Whole numbers: `AttributeProto.INTS`.
    init(_ name: String, integers: [Int]) {
        self.init(name, type: 7) { writer in
            for integer in integers { writer.add(Field.integers, integer) }
        }
    }

    private init(_ name: String, type: Int, _ add: (inout WireWriter) -> Void) {
        var writer = WireWriter()
        writer.add(Field.name, name)
        add(&writer)
        writer.add(Field.type, type)
        self.name = name
        bytes = writer.bytes[...]
    }

    /// The number, 0 where there is none.
    var float: Float {
        get throws(MalformedMessage) {
            Float(bitPattern: UInt32(truncatingIfNeeded: try first(Field.float)?.number64 ?? 0))
        }
    }

    /// The whole number, 0 where there is none.
    var integer: Int {
        get throws(MalformedMessage) { Int(truncatingIfNeeded: try first(Field.integer)?.number64 ?? 0) }
    }

    /// The whole numbers.
    var integers: [Int] {
        get throws(MalformedMessage) {
            var integers: [Int] = []
            var reader = WireReader(bytes)
            while let field = try reader.next() {
                if field.number == Field.integers { integers += try field.integers }
            }
            return integers
        }
    }

    /// The tensor: a `TensorProto`.
    var tensor: ArraySlice<UInt8>? {
        get throws(MalformedMessage) { try first(Field.tensor)?.content }
    }

    private func first(_ number: UInt64) throws(MalformedMessage) -> WireReader.Field? {
        var reader = WireReader(bytes)
        while let field = try reader.next() {
            if field.number == number { return field }
        }
        return nil
    }
}
