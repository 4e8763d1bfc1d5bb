extension Graph {
    /// Makes constants of the nodes that give one, and takes out those that give what they take.
    mutating func resolveConstants() {
        var names: [String: String] = [:]
        var dead: Set<Int> = []
        for place in nodes.indices {
            for index in nodes[place].inputs.indices {
                if let name = names[nodes[place].inputs[index]] { nodes[place].inputs[index] = name }
            }
            let node = nodes[place]
            guard node.outputs.count == 1, !outputs.contains(node.outputs[0]) else { continue }
            switch node.operation {
            case .constant:
                guard let tensor = try? node["value"]?.tensor else { continue }
                set(node.outputs[0], to: .tensor(tensor))
            case .identity: names[node.outputs[0]] = node.inputs[0]
            case .multiplication:
                // The swish of PaddlePaddle has a factor beta, which is 1.
                guard let affine = try? affine(node), affine.isIdentity, !affine.hasSizes else { continue }
                names[node.outputs[0]] = affine.input
            case .reshape:
                guard let reshaped = try? reshaped(node) else { continue }
                set(node.outputs[0], to: .weights(reshaped))
            default: continue
            }
            dead.insert(place)
        }
        remove(dead)
    }

    /// The bytes from which on a constant is large. What is laid out anew is mostly a bias.
    private static let large = 1 << 16

    /// Throws where several nodes take a large constant: no network does, and each would make one of its own of it.
    func requireOwnWeights() throws(MalformedMessage) {
        var taken: Set<String> = []
        for input in nodes.lazy.flatMap(\.inputs) {
            guard let constant = constants[input], constant.size > Self.large else { continue }
            guard taken.insert(input).inserted else { throw MalformedMessage() }
        }
    }

    /// The floats that a node gives which lays constant ones out anew.
    ///
    /// Source: https://onnx.ai/onnx/operators/onnx__Reshape.html
    private func reshaped(_ node: GraphNode) throws(MalformedMessage) -> Weights? {
        guard node.attributes.isEmpty, let order = constants[node.inputs[1]], let constant = constants[node.inputs[0]],
            constant.size <= Self.large, let weights = try constant.floats,
            let shape = try order.integers
        else { return nil }
        // -1 stands for what is left, 0 for the size as it was.
        guard shape.allSatisfy({ $0 > 0 || $0 == -1 }), shape.count(where: { $0 == -1 }) <= 1 else { return nil }
        let known = try Weights.count(shape.filter { $0 > 0 })
        guard weights.values.count % known == 0 else { throw MalformedMessage() }
        let sizes = shape.map { $0 > 0 ? $0 : weights.values.count / known }
        guard try Weights.count(sizes) == weights.values.count else { throw MalformedMessage() }
        return Weights(shape: sizes, values: weights.values)
    }
}
