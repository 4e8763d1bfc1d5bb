/// A tensor that is the same at every run.
enum GraphConstant {
    /// As it stands in the model: a `TensorProto`.
    case tensor(ArraySlice<UInt8>)
    /// A changed one of floats, or a new one.
    case weights(Weights)
    /// A new one of 64-bit integers.
    case integers(shape: [Int], [Int])

    /// Its bytes, or more.
    var size: Int {
        switch self {
        case .tensor(let tensor): tensor.count
        case .weights(let weights): weights.values.count * MemoryLayout<Float>.size
        case .integers(_, let numbers): numbers.count * MemoryLayout<Int>.size
        }
    }

    var shape: [Int] {
        get throws(MalformedMessage) {
            switch self {
            case .tensor(let tensor): try Weights.shape(ofTensor: tensor)
            case .weights(let weights): weights.shape
            case .integers(let shape, _): shape
            }
        }
    }

    /// Its numbers; nil where they are no 32-bit floats.
    var floats: Weights? {
        get throws(MalformedMessage) {
            switch self {
            case .tensor(let tensor): try Weights(tensor: tensor)
            case .weights(let weights): weights
            case .integers: nil
            }
        }
    }

    /// Its numbers; nil where they are no 64-bit integers.
    var integers: [Int]? {
        get throws(MalformedMessage) {
            switch self {
            case .tensor(let tensor): try Weights.integers(ofTensor: tensor)
            case .weights: nil
            case .integers(_, let numbers): numbers
            }
        }
    }

    /// Adds it to a message as a `TensorProto` under `name`.
    func write(as number: UInt64, named name: String, to message: inout WireWriter) throws(MalformedMessage) {
        var tensor = WireWriter()
        switch self {
        case .tensor(let bytes):
            var reader = WireReader(bytes)
            while let field = try reader.next() {
                if field.number != Weights.Field.name { tensor.copy(field.bytes) }
            }
        case .weights(let weights):
            for size in weights.shape { tensor.add(Weights.Field.shape, size) }
            tensor.add(Weights.Field.type, Weights.float)
            tensor.add(Weights.Field.bytes, weights.values)
        case .integers(let shape, let numbers):
            for size in shape { tensor.add(Weights.Field.shape, size) }
            tensor.add(Weights.Field.type, Weights.integer)
            for number in numbers { tensor.add(Weights.Field.integers, number) }
        }
        tensor.add(Weights.Field.name, name)
        message.add(number, tensor)
    }
}
