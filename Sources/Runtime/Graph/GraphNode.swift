/// An operator with what it takes and gives: a `NodeProto` (onnx.proto).
struct GraphNode {
    /// What the library calls it in what it reports; no two have the same, and those with none get one.
    var name = ""
    /// What it does; nil for an operator that is only carried along.
    private(set) var operation: Operation?
    /// The names of the tensors that it takes; an empty one stands for an optional input that is not given.
    var inputs: [String]
    var outputs: [String]
    var attributes: [NodeAttribute]
    /// Its other fields.
    private let others: [ArraySlice<UInt8>]

    private enum Field {
        static let input: UInt64 = 1
        static let output: UInt64 = 2
        static let name: UInt64 = 3
        static let type: UInt64 = 4
        static let attribute: UInt64 = 5
        static let domain: UInt64 = 7
    }

    init(_ operation: Operation, _ inputs: [String], _ output: String, _ attributes: [NodeAttribute] = []) {
        self.operation = operation
        self.inputs = inputs
        outputs = [output]
        self.attributes = attributes
        others = []
    }

    /// Takes a message. Throws for one with another number of inputs or outputs than its operator has, too.
    init(_ message: ArraySlice<UInt8>) throws(MalformedMessage) {
        var type: WireReader.Field?
        var domain = ""
        var inputs: [String] = []
        var outputs: [String] = []
        var attributes: [NodeAttribute] = []
        var others: [ArraySlice<UInt8>] = []
        var reader = WireReader(message)
        while let field = try reader.next() {
            switch field.number {
            case Field.input: inputs.append(try field.text)
            case Field.output: outputs.append(try field.text)
            case Field.name: name = try field.text
            case Field.type: type = field
            case Field.attribute: attributes.append(try NodeAttribute(field.content))
            case Field.domain:
                domain = try field.text
                others.append(field.bytes)
            default: others.append(field.bytes)
            }
        }
        guard let type else { throw MalformedMessage() }
        operation = ["", "ai.onnx"].contains(domain) ? Operation(rawValue: try type.text) : nil
        if let operation {
            guard operation.inputs.contains(inputs.count), operation.outputs.contains(outputs.count) else {
                throw MalformedMessage()
            }
        } else {
            others.append(type.bytes)
        }
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = attributes
        self.others = others
    }

    /// Makes another operator of it.
    mutating func become(_ operation: Operation, _ inputs: [String], _ attributes: [NodeAttribute] = []) {
        self.operation = operation
        self.inputs = inputs
        self.attributes = attributes
    }

    subscript(attribute: String) -> NodeAttribute? { attributes.first { $0.name == attribute } }

    /// Its message.
    var message: WireWriter {
        var message = WireWriter()
        for input in inputs { message.add(Field.input, input) }
        for output in outputs { message.add(Field.output, output) }
        if !name.isEmpty { message.add(Field.name, name) }
        if let operation { message.add(Field.type, operation.rawValue) }
        for attribute in attributes { message.add(Field.attribute, attribute.bytes) }
        for other in others { message.copy(other) }
        return message
    }
}
