/// A constant tensor of 32-bit floats.
struct Weights: Equatable {
    let shape: [Int]
    var values: [Float]

    init(shape: [Int], values: [Float]) {
        self.shape = shape
        self.values = values
    }

    /// A number for each channel of a picture, or for a list.
    init(list values: [Float]) { self.init(shape: [values.count], values: values) }
}

extension Weights {
    /// The numbers of the fields of a `TensorProto` (onnx.proto).
    enum Field {
        static let shape: UInt64 = 1
        static let type: UInt64 = 2
        static let floats: UInt64 = 4
        static let integers: UInt64 = 7
        static let name: UInt64 = 8
        static let bytes: UInt64 = 9
        static let external: UInt64 = 13
        static let location: UInt64 = 14
    }

    /// `FLOAT` of `TensorProto.DataType`.
    static let float = 1
    /// `INT64`.
    static let integer = 7

    /// Decodes a `TensorProto`; nil for one of another type, and for one whose numbers lie in another file.
    init?(tensor: ArraySlice<UInt8>) throws(MalformedMessage) {
        let shape = try Self.shape(ofTensor: tensor)
        var values: [Float] = []
        var reader = WireReader(tensor)
        while let field = try reader.next() {
            switch field.number {
            case Field.type: guard try field.number64 == Self.float else { return nil }
            case Field.external, Field.location: return nil
            case Field.floats, Field.bytes:
                switch field.value {
                case .number(let bits): values.append(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
                case .bytes(let bytes): values += try Self.elements(bytes)
                }
            default: continue
            }
        }
        guard try Self.count(shape) == values.count else { throw MalformedMessage() }
        self.init(shape: shape, values: values)
    }

    /// The shape of a `TensorProto`.
    static func shape(ofTensor tensor: ArraySlice<UInt8>) throws(MalformedMessage) -> [Int] {
        var shape: [Int] = []
        var reader = WireReader(tensor)
        while let field = try reader.next() {
            if field.number == Field.shape { shape += try field.integers }
        }
        return shape
    }

    /// The number of elements of a shape.
    static func count(_ shape: [Int]) throws(MalformedMessage) -> Int {
        var count = 1
        for size in shape {
            let (product, overflows) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflows else { throw MalformedMessage() }
            count = product
        }
        return count
    }

    /// The numbers that bytes are, one behind the other, in the order of this machine, which is the field's.
    private static func elements<Element: BitwiseCopyable>(
        _ bytes: ArraySlice<UInt8>
    ) throws(MalformedMessage) -> [Element] {
        guard bytes.count % MemoryLayout<Element>.size == 0 else { throw MalformedMessage() }
        return [Element](unsafeUninitializedCapacity: bytes.count / MemoryLayout<Element>.size) { elements, count in
            UnsafeMutableRawBufferPointer(elements).copyBytes(from: bytes)
            count = elements.count
        }
    }

    /// The numbers of a `TensorProto` of 64-bit integers; nil for one of another type.
    static func integers(ofTensor tensor: ArraySlice<UInt8>) throws(MalformedMessage) -> [Int]? {
        var integers: [Int] = []
        var reader = WireReader(tensor)
        while let field = try reader.next() {
            switch field.number {
            case Field.type: guard try field.number64 == Self.integer else { return nil }
            case Field.external, Field.location: return nil
            case Field.integers: integers += try field.integers
            case Field.bytes: integers += try Self.elements(field.content)
            default: continue
            }
        }
        return integers
    }
}
