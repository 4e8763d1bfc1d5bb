extension Graph {
    /// The slope and the middle of the hard sigmoid in a hard swish.
    private static var attributes: [NodeAttribute] {
        [NodeAttribute("alpha", float: 1 / 6), NodeAttribute("beta", float: 0.5)]
    }

    /// Makes x · hardsigmoid(x) of x · clip(x + 3, 0, 6) / 6, and of the operator for it, which the library would take apart
    /// into the same after it has decided on the order of channels.
    ///
    /// Source: https://onnx.ai/onnx/operators/onnx__HardSwish.html
    mutating func fuseHardSwish() throws(MalformedMessage) -> Int {
        let links = GraphLinks(self)
        var dead: Set<Int> = []
        var count = 0
        for place in nodes.indices where nodes[place].operation == .add {
            guard let swish = try hardSwish(at: place, links) else { continue }
            let sigmoid = nodes[place].outputs[0]
            nodes[place].become(.hardSigmoid, [swish.input], Self.attributes)
            nodes[swish.product].inputs = [swish.input, sigmoid]
            nodes[swish.product].outputs = nodes[swish.quotient].outputs
            dead.formUnion([swish.clip, swish.quotient])
            count += 1
        }
        remove(dead)
        for place in nodes.indices.reversed() where nodes[place].operation == .hardSwish {
            let (input, sigmoid) = (nodes[place].inputs[0], name())
            nodes[place].become(.multiplication, [input, sigmoid])
            nodes.insert(GraphNode(.hardSigmoid, [input], sigmoid, Self.attributes), at: place)
            count += 1
        }
        return count
    }

    /// The places of the nodes behind an addition of 3 that are a hard swish together with it.
    private func hardSwish(
        at place: Int, _ links: GraphLinks
    ) throws(MalformedMessage) -> (input: String, clip: Int, product: Int, quotient: Int)? {
        guard let sum = try affine(nodes[place]), sum.offset == [3], !sum.hasSizes,
            let clip = links.soleTaker(of: nodes[place].outputs[0]), nodes[clip].operation == .clip,
            nodes[clip].inputs.count == 3, try number(nodes[clip].inputs[1]) == 0,
            try number(nodes[clip].inputs[2]) == 6,
            let product = links.soleTaker(of: nodes[clip].outputs[0]), nodes[product].operation == .multiplication,
            Set(nodes[product].inputs) == [sum.input, nodes[clip].outputs[0]],
            let quotient = links.soleTaker(of: nodes[product].outputs[0]), nodes[quotient].operation == .division,
            nodes[quotient].inputs[0] == nodes[product].outputs[0], try number(nodes[quotient].inputs[1]) == 6
        else { return nil }
        return (sum.input, clip, product, quotient)
    }
}
