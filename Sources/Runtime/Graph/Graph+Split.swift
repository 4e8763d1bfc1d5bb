extension Graph {
    /// The channels of a part: a block of the library's order for vectors of 512 bits, two for those of 256.
    private static let part = 16

    /// Runs the first expansion of channels part by part: a convolution of single pixels, what follows of each channel alone, and
    /// the convolution of each channel behind it, which mostly makes the picture smaller.
    ///
    /// That is where pictures are largest, and the library holds a layer, its activation and their product at a time. The
    /// detector of PP-OCRv4 has 80 bytes a pixel at a time in place of 96 so, for a hundredth more time.
    ///
    /// Gives the number of places that were changed.
    mutating func splitExpansion() throws(MalformedMessage) -> Int {
        let links = GraphLinks(self)
        for place in nodes.indices {
            // The weights last: most convolutions are another kind, or lead elsewhere.
            guard nodes[place].operation == .convolution, let channels = try outputChannels(nodes[place]),
                channels > Self.part, channels % Self.part == 0, try nodes[place]["group"]?.integer ?? 1 == 1,
                let chain = try chain(from: place, channels: channels, links),
                try convolution(nodes[place])?.weights.shape[2...] == [1, 1]
            else { continue }
            try split(chain, channels: channels)
            return 1
        }
        return 0
    }

    /// The places of an expansion, of what follows, and of the convolution of each channel at the end; nil where something else
    /// follows.
    private func chain(from start: Int, channels: Int, _ links: GraphLinks) throws(MalformedMessage) -> [Int]? {
        var chain = [start]
        while let last = chain.last, let takers = links.allTakers(of: nodes[last].outputs[0]) {
            guard let next = takers.first else { return nil }
            if takers.count == 2, nodes[next].operation == .hardSigmoid, nodes[takers[1]].operation == .multiplication,
                links.soleTaker(of: nodes[next].outputs[0]) == takers[1]
            {
                chain += takers
            } else if takers.count == 1, nodes[next].operation == .batchNormalization, try affine(nodes[next]) != nil {
                chain.append(next)
            } else if takers.count == 1, nodes[next].operation == .convolution, let end = try convolution(nodes[next]),
                end.outputs == channels, end.weights.shape[1] == 1, try nodes[next]["group"]?.integer == channels
            {
                // Without an activation there is nothing to hold at a time.
                return chain.count > 2 ? chain + [next] : nil
            } else {
                return nil
            }
        }
        return nil
    }

    private mutating func split(_ chain: [Int], channels: Int) throws(MalformedMessage) {
        var parts: [GraphNode] = []
        var ends: [String] = []
        for first in stride(from: 0, to: channels, by: Self.part) {
            var names: [String: String] = [:]
            for place in chain {
                var node = nodes[place]
                for (index, input) in node.inputs.enumerated() {
                    if let name = names[input] {
                        node.inputs[index] = name
                    } else if let weights = try constants[input]?.floats, weights.shape.first == channels {
                        node.inputs[index] = try add(weights.rows(first..<first + Self.part))
                    }
                }
                if place == chain.last {
                    node.attributes.removeAll { $0.name == "group" }
                    node.attributes.append(NodeAttribute("group", integer: Self.part))
                }
                node.name = ""
                let output = name()
                names[node.outputs[0]] = output
                node.outputs = [output]
                parts.append(node)
            }
            ends += parts.last?.outputs ?? []
        }
        let end = chain[chain.count - 1]
        parts.append(GraphNode(.concatenation, ends, nodes[end].outputs[0], [NodeAttribute("axis", integer: 1)]))
        nodes.replaceSubrange(end...end, with: parts)
        remove(Set(chain.dropLast()))
    }
}

extension Weights {
    /// Some rows of them.
    fileprivate func rows(_ rows: Range<Int>) -> Weights {
        let width = values.count / shape[0]
        return Weights(
            shape: [rows.count] + shape[1...],
            values: Array(values[rows.lowerBound * width..<rows.upperBound * width]))
    }
}
