/// The graph of an ONNX model, open to changes that leave what it computes as it is.
///
/// Source: "Open Neural Network Exchange Intermediate Representation", https://onnx.ai/onnx/repo-docs/IR.html
struct Graph {
    /// The versions of the standard operators for which the changes were made.
    static let versions = 9...25

    /// The most operators: PP-OCR's have less than a tenth of them.
    private static let mostNodes = 10_000

    /// What the names of new tensors begin with.
    private static let prefix = "imagesmith/"

    /// The operators, each behind those whose outputs it takes.
    var nodes: [GraphNode]
    private(set) var constants: [String: GraphConstant]
    /// The names of what the graph gives.
    let outputs: Set<String>
    /// The version of the standard operators.
    let version: Int
    /// What else stands in the graph and in the model.
    private let others: (graph: [ArraySlice<UInt8>], model: [ArraySlice<UInt8>])
    private var made = 0
    /// The bytes that new constants may still have.
    private var budget: Int

    private enum ModelField {
        static let graph: UInt64 = 7
        static let operators: UInt64 = 8
        static let training: UInt64 = 20
        static let functions: UInt64 = 25
    }

    private enum Field {
        static let node: UInt64 = 1
        static let constant: UInt64 = 5
        static let input: UInt64 = 11
        static let output: UInt64 = 12
        static let shape: UInt64 = 13
        static let quantization: UInt64 = 14
        static let sparse: UInt64 = 15
    }

    /// Takes a `ModelProto` (onnx.proto).
    ///
    /// Throws for bytes that are none, for a graph that is out of order, and for a model with what the changes do not reckon
    /// with: graphs in operators, functions, quantization, sparse tensors, other versions of the operators.
    init(model: ArraySlice<UInt8>) throws(MalformedMessage) {
        var graph: ArraySlice<UInt8>?
        var version: Int?
        var others: [ArraySlice<UInt8>] = []
        var reader = WireReader(model)
        while let field = try reader.next() {
            switch field.number {
            case ModelField.graph: graph = try field.content
            case ModelField.training, ModelField.functions: throw MalformedMessage()
            default:
                if field.number == ModelField.operators { version = try Self.version(field.content) ?? version }
                others.append(field.bytes)
            }
        }
        guard let graph, let version, Self.versions.contains(version) else { throw MalformedMessage() }
        try self.init(graph, version: version, of: others)
    }

    private init(
        _ graph: ArraySlice<UInt8>, version: Int, of model: [ArraySlice<UInt8>]
    ) throws(MalformedMessage) {
        var (nodes, constants): ([GraphNode], [String: GraphConstant]) = ([], [:])
        var (inputs, outputs): ([String], Set<String>) = ([], [])
        var others: [ArraySlice<UInt8>] = []
        var reader = WireReader(graph)
        while let field = try reader.next() {
            switch field.number {
            case Field.node: nodes.append(try GraphNode(field.content))
            case Field.constant:
                let tensor = try field.content
                constants[try Self.text(Weights.Field.name, of: tensor)] = .tensor(tensor)
            case Field.input:
                inputs.append(try Self.text(1, of: field.content))
                others.append(field.bytes)
            case Field.output:
                outputs.insert(try Self.text(1, of: field.content))
                others.append(field.bytes)
            // The library finds the shapes of what lies between by itself.
            case Field.shape: continue
            case Field.quantization, Field.sparse: throw MalformedMessage()
            default: others.append(field.bytes)
            }
        }
        // What is an input, too, is a default that a caller may replace.
        var known = Set(constants.keys)
        for name in inputs + [""] where !known.insert(name).inserted { throw MalformedMessage() }
        guard nodes.count <= Self.mostNodes else { throw MalformedMessage() }
        for node in nodes {
            for input in node.inputs where !known.contains(input) { throw MalformedMessage() }
            for output in node.outputs where !output.isEmpty && !known.insert(output).inserted {
                throw MalformedMessage()
            }
        }
        guard outputs.allSatisfy({ known.contains($0) && constants[$0] == nil }),
            !known.contains(where: { $0.hasPrefix(Self.prefix) })
        else { throw MalformedMessage() }
        self.version = version
        self.nodes = nodes
        self.constants = constants
        self.outputs = outputs
        self.others = (others, model)
        // Each weight is made anew for what stands behind and before a convolution, for an enlargement and for parts at most.
        budget = 4 * graph.count + 16 << 20
    }

    /// The version of an `OperatorSetIdProto`, where it is that of the standard operators.
    private static func version(_ message: ArraySlice<UInt8>) throws(MalformedMessage) -> Int? {
        var domain = ""
        var version = 0
        var reader = WireReader(message)
        while let field = try reader.next() {
            if field.number == 1 { domain = try field.text }
            if field.number == 2 { version = Int(truncatingIfNeeded: try field.number64) }
        }
        return ["", "ai.onnx"].contains(domain) ? version : nil
    }

    private static func text(_ number: UInt64, of message: ArraySlice<UInt8>) throws(MalformedMessage) -> String {
        var reader = WireReader(message)
        while let field = try reader.next() {
            if field.number == number { return try field.text }
        }
        throw MalformedMessage()
    }

    /// The model with the graph as it is now. Constants that nothing takes any more are left out.
    func model() throws(MalformedMessage) -> [UInt8] {
        var graph = WireWriter()
        var written: Set<String> = []
        for node in nodes {
            graph.add(Field.node, node.message)
            for input in node.inputs {
                guard let constant = constants[input], written.insert(input).inserted else { continue }
                try constant.write(as: Field.constant, named: input, to: &graph)
            }
        }
        for other in others.graph { graph.copy(other) }
        var model = WireWriter()
        for other in others.model { model.copy(other) }
        model.add(ModelField.graph, graph)
        return model.bytes
    }

    // MARK: Changes

    /// A name that no other tensor has.
    mutating func name() -> String {
        made += 1
        return "\(Self.prefix)\(made)"
    }

    /// Adds a constant and gives its name. Throws where there are more than a sound graph would need.
    mutating func add(_ weights: Weights) throws(MalformedMessage) -> String {
        budget -= weights.values.count * MemoryLayout<Float>.size
        guard budget >= 0 else { throw MalformedMessage() }
        let name = name()
        constants[name] = .weights(weights)
        return name
    }

    /// Adds a small constant and gives its name.
    mutating func add(_ constant: GraphConstant) -> String {
        let name = name()
        constants[name] = constant
        return name
    }

    /// Makes a constant of what a node gives.
    mutating func set(_ name: String, to constant: GraphConstant) { constants[name] = constant }

    /// Removes the nodes at those places.
    mutating func remove(_ places: Set<Int>) {
        guard !places.isEmpty else { return }
        nodes = nodes.indices.filter { !places.contains($0) }.map { nodes[$0] }
    }
}
