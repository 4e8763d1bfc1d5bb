/// What a convolution of pictures is made with.
struct Convolution {
    /// `[outputs, inputs a group, height, width]`; of a transposed one `[inputs, outputs, height, width]`.
    var weights: Weights
    /// A number for each output.
    var bias: [Float]
    let isTransposed: Bool

    var outputs: Int { weights.shape[isTransposed ? 1 : 0] }

    /// Multiplies what comes out, and adds to it.
    mutating func apply(_ affine: Affine) {
        if affine.scale != [1] {
            let area = weights.shape[2] * weights.shape[3]
            let run = isTransposed ? area : area * weights.shape[1]
            for start in stride(from: 0, to: weights.values.count, by: max(run, 1)) {
                let factor = affine.scale.count == 1 ? affine.scale[0] : affine.scale[start / run % outputs]
                for index in start..<start + run { weights.values[index] *= factor }
            }
        }
        bias = Affine.combine(Affine.combine(bias, affine.scale, *), affine.offset, +)
    }

    /// Multiplies what goes in by `scale` and adds `offset` to it. For one that is not transposed and does not pad.
    mutating func prepend(scale: Float, offset: Float) {
        let run = weights.values.count / max(outputs, 1)
        if offset != 0 {
            for output in 0..<outputs {
                bias[output] += offset * weights.values[output * run..<(output + 1) * run].reduce(0, +)
            }
        }
        if scale != 1 {
            for index in weights.values.indices { weights.values[index] *= scale }
        }
    }
}

extension Graph {
    /// The most channels of a layer: PP-OCR's have a thirtieth of them.
    private static let mostChannels = 1 << 16

    /// The channels that a node gives, where it is a convolution of pictures with constant weights; nil for another.
    ///
    /// Source: https://onnx.ai/onnx/operators/onnx__Conv.html, https://onnx.ai/onnx/operators/onnx__ConvTranspose.html
    func outputChannels(_ node: GraphNode) throws(MalformedMessage) -> Int? {
        let isTransposed = node.operation == .transposedConvolution
        guard isTransposed || node.operation == .convolution, let constant = constants[node.inputs[1]],
            case let shape = try constant.shape, shape.count == 4, case let groups = try node["group"]?.integer ?? 1,
            !isTransposed || groups == 1
        else { return nil }
        let channels = shape[isTransposed ? 1 : 0]
        return (1...Self.mostChannels).contains(channels) ? channels : nil
    }

    /// The convolution of pictures that a node is, with constant weights; nil for another.
    func convolution(_ node: GraphNode) throws(MalformedMessage) -> Convolution? {
        guard let outputs = try outputChannels(node), let weights = try constants[node.inputs[1]]?.floats,
            !weights.values.isEmpty
        else { return nil }
        var bias = [Float](repeating: 0, count: outputs)
        if node.inputs.count > 2, !node.inputs[2].isEmpty {
            guard let values = try constants[node.inputs[2]]?.floats?.values, values.count == outputs else {
                return nil
            }
            bias = values
        }
        return Convolution(weights: weights, bias: bias, isTransposed: node.operation == .transposedConvolution)
    }

    /// Gives the node at `place` other weights.
    mutating func set(_ convolution: Convolution, at place: Int) throws(MalformedMessage) {
        nodes[place].inputs = try [
            nodes[place].inputs[0], add(convolution.weights), add(Weights(list: convolution.bias)),
        ]
    }

    /// Whether a convolution takes zeros from outside of its picture.
    func pads(_ node: GraphNode) throws(MalformedMessage) -> Bool {
        if node["auto_pad"] != nil { return true }
        return try node["pads"]?.integers.contains { $0 != 0 } ?? false
    }
}
