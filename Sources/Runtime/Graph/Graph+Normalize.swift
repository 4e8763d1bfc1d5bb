extension Graph {
    /// Makes a normalization of the constant factors and terms that are left on pictures of convolutions.
    ///
    /// The library makes a convolution of each channel of it, which works in blocks of channels and takes one pass; a factor or a
    /// term of one number makes it change the order of channels before and behind (`NchwcTransformer`, onnxruntime).
    mutating func normalizeAffine() throws(MalformedMessage) -> Int {
        let links = GraphLinks(self)
        let channels = try channels(links)
        var dead: Set<Int> = []
        var count = 0
        for place in nodes.indices where !dead.contains(place) && nodes[place].operation != .batchNormalization {
            guard var affine = try affine(nodes[place]), let channels = channels[affine.input],
                affine.fits(channels: channels), !isGELU(affine.input, links), !isGate(affine.input, links)
            else { continue }
            if let next = links.soleTaker(of: nodes[place].outputs[0]),
                nodes[next].operation != .batchNormalization, let other = try self.affine(nodes[next]),
                other.fits(channels: channels)
            {
                affine = affine.followed(by: other)
                nodes[place].outputs = nodes[next].outputs
                dead.insert(next)
            }
            var lists: [String] = []
            for list in [affine.scale, affine.offset, [0], [1]] {
                let whole = list.count == channels ? list : [Float](repeating: list[0], count: channels)
                lists.append(try add(Weights(list: whole)))
            }
            // A variance of 1 needs nothing that keeps it from 0.
            nodes[place].become(
                .batchNormalization, [affine.input] + lists, [NodeAttribute("epsilon", float: 0)])
            count += 1
        }
        remove(dead)
        return count
    }

    /// Whether a tensor is a number for each channel, of one pixel: not worth a convolution.
    private func isGate(_ tensor: String, _ links: GraphLinks) -> Bool {
        links.makers[tensor].map { nodes[$0].operation == .hardSigmoid } ?? false
    }

    /// The channels of the tensors that are pictures of convolutions.
    private func channels(_ links: GraphLinks) throws(MalformedMessage) -> [String: Int] {
        var channels: [String: Int] = [:]
        for node in nodes where node.outputs.count == 1 {
            switch node.operation {
            case .convolution: channels[node.outputs[0]] = try outputChannels(node)
            case .hardSigmoid, .relu, .sigmoid, .clip, .batchNormalization:
                channels[node.outputs[0]] = channels[node.inputs[0]]
            case .add, .multiplication:
                if let affine = try affine(node) {
                    guard let count = channels[affine.input], affine.fits(channels: count) else { continue }
                    channels[node.outputs[0]] = count
                } else if let count = channels[node.inputs[0]], channels[node.inputs[1]] == count {
                    channels[node.outputs[0]] = count
                }
            default: continue
            }
        }
        return channels
    }
}
