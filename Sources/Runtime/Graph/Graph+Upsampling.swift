extension Graph {
    /// Puts two convolutions of single pixels and one change of layout in the place of two transposed convolutions, each of
    /// which makes two by two pixels of one, with a ReLU between.
    ///
    /// What becomes of a pixel depends on that pixel alone, so all work can be done before there are more pixels: the first
    /// gives the channels of 4 pixels, the second the 16 pixels that they become. The head of a DB network has this form
    /// (Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020, 3.3).
    mutating func mergeUpsampling() throws(MalformedMessage) -> Int {
        let links = GraphLinks(self)
        var heads: [(relu: Int, second: Int, nodes: [GraphNode])] = []
        var dead: Set<Int> = []
        for place in nodes.indices {
            guard !heads.contains(where: { $0.second == place }), let first = try doubling(nodes[place]),
                let relu = links.soleTaker(of: nodes[place].outputs[0]),
                nodes[relu].operation == .relu, let last = links.soleTaker(of: nodes[relu].outputs[0]),
                let second = try doubling(nodes[last]), nodes[last].inputs[0] == nodes[relu].outputs[0]
            else { continue }
            let (wide, positive, narrow) = (name(), name(), name())
            let (before, behind) = Self.singlePixels(first, second)
            let head = [
                GraphNode(
                    .convolution,
                    [nodes[place].inputs[0], try add(before.weights), try add(Weights(list: before.bias))], wide),
                GraphNode(.relu, [wide], positive),
                GraphNode(
                    .convolution, [positive, try add(behind.weights), try add(Weights(list: behind.bias))], narrow),
                GraphNode(.depthToSpace, [narrow], nodes[last].outputs[0], [NodeAttribute("blocksize", integer: 4)]),
            ]
            heads.append((relu, last, head))
            dead.formUnion([place, relu])
        }
        for head in heads.sorted(by: { $0.second > $1.second }) {
            nodes.replaceSubrange(head.second...head.second, with: head.nodes)
            dead = Set(dead.map { $0 > head.second ? $0 + head.nodes.count - 1 : $0 })
        }
        remove(dead)
        return heads.count
    }

    /// The transposed convolution that makes two by two pixels of one, of that one alone.
    private func doubling(_ node: GraphNode) throws(MalformedMessage) -> Convolution? {
        guard node.operation == .transposedConvolution, let convolution = try convolution(node),
            Array(convolution.weights.shape[2...]) == [2, 2], try node["strides"]?.integers == [2, 2],
            try !pads(node), try node["dilations"]?.integers.allSatisfy({ $0 == 1 }) ?? true,
            node["output_padding"] == nil, node["output_shape"] == nil
        else { return nil }
        return convolution
    }

    /// The two convolutions of single pixels. Their channels are ordered by the place of the pixel that they are for, as
    /// DepthToSpace takes them (https://onnx.ai/onnx/operators/onnx__DepthToSpace.html, mode DCR).
    private static func singlePixels(_ first: Convolution, _ second: Convolution) -> (Convolution, Convolution) {
        let (inputs, middle, outputs) = (first.weights.shape[0], first.outputs, second.outputs)
        var before = [Float](repeating: 0, count: 4 * middle * inputs)
        var behind = [Float](repeating: 0, count: 16 * outputs * 4 * middle)
        for corner in 0..<4 {
            for channel in 0..<middle {
                for input in 0..<inputs {
                    before[(corner * middle + channel) * inputs + input] =
                        first.weights.values[(input * middle + channel) * 4 + corner]
                }
                for inner in 0..<4 {
                    let (row, column) = (corner / 2 * 2 + inner / 2, corner % 2 * 2 + inner % 2)
                    for output in 0..<outputs {
                        behind[((row * 4 + column) * outputs + output) * 4 * middle + corner * middle + channel] =
                            second.weights.values[(channel * outputs + output) * 4 + inner]
                    }
                }
            }
        }
        return (
            Convolution(
                weights: Weights(shape: [4 * middle, inputs, 1, 1], values: before),
                bias: (0..<4).flatMap { _ in first.bias }, isTransposed: false),
            Convolution(
                weights: Weights(shape: [16 * outputs, 4 * middle, 1, 1], values: behind),
                bias: (0..<16).flatMap { _ in second.bias }, isTransposed: false)
        )
    }
}
