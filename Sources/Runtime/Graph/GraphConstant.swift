/// A tensor that is the same at every run.
enum GraphConstant {
    /// As it stands in the model: a `TensorProto`.
    case tensor(ArraySlice<UInt8>)
    /// A changed one, or a new one.
    case weights(Weights)

    /// Its bytes, or more.
    var size: Int {
        switch self {
        case .tensor(let tensor): tensor.count
        case .weights(let weights): weights.values.count * MemoryLayout<Float>.size
        }
    }

    var shape: [Int] {
        get throws(MalformedMessage) {
            switch self {
            case .tensor(let tensor): try Weights.shape(ofTensor: tensor)
            case .weights(let weights): weights.shape
            }
        }
    }

    /// Its numbers; nil where they are no 32-bit floats.
    var floats: Weights? {
        get throws(MalformedMessage) {
            switch self {
            case .tensor(let tensor): try Weights(tensor: tensor)
            case .weights(let weights): weights
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
        }
        tensor.add(Weights.Field.name, name)
        message.add(number, tensor)
    }
}
