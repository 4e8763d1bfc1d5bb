/// An open message of an ONNX file, and what it said so far.
struct OnnxFrame {
    let message: OnnxMessage
    /// The name of the field that it stands in.
    let name: String
    /// Where it ends in the file.
    let end: Int64
    /// The fields that stood there and may stand only once.
    var seen: Set<UInt64> = []
    /// The names of a graph's initializers.
    var names: Set<String> = []
    /// What a tensor says of itself.
    var tensor = OnnxTensor()
    /// The texts and the number of a small message, by field.
    var texts: [UInt64: String] = [:]
    var number: Int64 = 0

    init(_ message: OnnxMessage, name: String, end: Int64) {
        self.message = message
        self.name = name
        self.end = end
    }

    /// Elements of a tensor came in one of its typed fields.
    mutating func count(_ field: UInt64, _ elements: Int64) {
        guard message == .tensor, OnnxTensor.typedFields.contains(field) else { return }
        tensor.counts[field, default: 0] += elements
    }

    /// Bytes came that were passed over.
    mutating func tookBytes(_ field: UInt64, _ count: Int64) {
        guard message == .tensor else { return }
        switch field {
        case 6: tensor.counts[6, default: 0] += 1
        case 9: tensor.rawSize = count
        default: break
        }
    }
}
