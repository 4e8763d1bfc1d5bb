/// A node that multiplies by constants and adds constants: y = scale · x + offset, one pair for all elements or one for each
/// channel.
struct Affine {
    /// The name of x.
    let input: String
    /// One number, or one for each channel.
    let scale: [Float]
    let offset: [Float]
    /// The constant has sizes of its own, so that y may have more of them than x.
    let hasSizes: Bool

    /// Both are one number.
    var isUniform: Bool { scale.count == 1 && offset.count == 1 }
    /// It changes nothing.
    var isIdentity: Bool { scale.allSatisfy { $0 == 1 } && offset.allSatisfy { $0 == 0 } }

    /// This one, and `next` behind it.
    func followed(by next: Affine) -> Affine {
        Affine(
            input: input, scale: Self.combine(scale, next.scale, *),
            offset: Self.combine(Self.combine(offset, next.scale, *), next.offset, +),
            hasSizes: hasSizes || next.hasSizes)
    }

    /// Combines two lists of which either may be one number for all.
    static func combine(_ one: [Float], _ other: [Float], _ operation: (Float, Float) -> Float) -> [Float] {
        if one.count == 1 { return other.map { operation(one[0], $0) } }
        if other.count == 1 { return one.map { operation($0, other[0]) } }
        return zip(one, other).map(operation)
    }

    /// Whether it goes with so many channels.
    func fits(channels: Int) -> Bool {
        [1, channels].contains(scale.count) && [1, channels].contains(offset.count)
    }
}

extension Graph {
    /// What a node does, where it is affine; nil for another.
    func affine(_ node: GraphNode) throws(MalformedMessage) -> Affine? {
        switch node.operation {
        case .multiplication, .add: try affine(factorOrTerm: node)
        case .batchNormalization: try affine(normalization: node)
        default: nil
        }
    }

    private func affine(factorOrTerm node: GraphNode) throws(MalformedMessage) -> Affine? {
        for (input, constant) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])] {
            guard constants[input] == nil, let (values, rank) = try channels(constant) else { continue }
            let isTerm = node.operation == .add
            return Affine(input: input, scale: isTerm ? [1] : values, offset: isTerm ? values : [0], hasSizes: rank > 1)
        }
        return nil
    }

    /// Source: https://onnx.ai/onnx/operators/onnx__BatchNormalization.html
    private func affine(normalization node: GraphNode) throws(MalformedMessage) -> Affine? {
        guard node.outputs.count == 1, try node["training_mode"]?.integer ?? 0 == 0 else {
            return nil
        }
        var lists: [[Float]] = []
        for input in node.inputs[1...] {
            guard let list = try constants[input]?.floats, list.shape.count == 1 else { return nil }
            lists.append(list.values)
        }
        let (scale, bias, mean, variance) = (lists[0], lists[1], lists[2], lists[3])
        guard lists.allSatisfy({ $0.count == scale.count }) else { return nil }
        let epsilon = Double(try node["epsilon"]?.float ?? 1e-5)
        let factors = scale.indices.map { Double(scale[$0]) / (Double(variance[$0]) + epsilon).squareRoot() }
        return Affine(
            input: node.inputs[0], scale: factors.map(Float.init),
            offset: factors.indices.map { Float(Double(bias[$0]) - Double(mean[$0]) * factors[$0]) }, hasSizes: false)
    }

    /// The numbers of a constant that has one, or one for each channel of a picture: of the shapes [], [1], [C,1,1] and
    /// [1,C,1,1] and the like.
    private func channels(_ name: String) throws(MalformedMessage) -> (values: [Float], rank: Int)? {
        guard let constant = constants[name] else { return nil }
        let shape = try constant.shape
        let count = try Weights.count(shape)
        guard count == 1 && shape.count <= 4 || (3...4).contains(shape.count) && shape[shape.count - 3] == count else {
            return nil
        }
        return try constant.floats.map { ($0.values, shape.count) }
    }

    /// The number of a constant that is one, without sizes or of one.
    func number(_ name: String) throws(MalformedMessage) -> Float? {
        guard let constant = constants[name], try [[], [1]].contains(constant.shape) else { return nil }
        return try constant.floats?.values.first
    }
}
