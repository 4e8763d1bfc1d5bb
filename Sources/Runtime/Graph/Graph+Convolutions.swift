extension Graph {
    /// Puts constant factors and terms behind a convolution, and normalizations, into its weights.
    mutating func mergeBehindConvolutions() throws(MalformedMessage) -> Int {
        let links = GraphLinks(self)
        var dead: Set<Int> = []
        for place in nodes.indices {
            guard let channels = try outputChannels(nodes[place]) else { continue }
            var merged: Affine?
            var outputs = nodes[place].outputs
            var followers: Set<Int> = []
            while let next = links.soleTaker(of: outputs[0]), let affine = try affine(nodes[next]),
                affine.fits(channels: channels)
            {
                merged = merged?.followed(by: affine) ?? affine
                outputs = nodes[next].outputs
                followers.insert(next)
            }
            guard let merged, var convolution = try convolution(nodes[place]) else { continue }
            dead.formUnion(followers)
            convolution.apply(merged)
            try set(convolution, at: place)
            nodes[place].outputs = outputs
        }
        remove(dead)
        return dead.count
    }

    /// Puts a constant factor and term before convolutions into their weights, where nothing else takes what they give.
    ///
    /// A term stays before a convolution that pads: what comes from outside of the picture must not get it.
    mutating func mergeBeforeConvolutions() throws(MalformedMessage) -> Int {
        var links = GraphLinks(self)
        var dead: Set<Int> = []
        for place in nodes.indices.reversed() {
            guard let affine = try affine(nodes[place]), affine.isUniform, !affine.hasSizes,
                !isGELU(affine.input, links),
                let takers = links.allTakers(of: nodes[place].outputs[0]), !takers.isEmpty
            else { continue }
            var convolutions: [Convolution] = []
            for taker in takers {
                guard nodes[taker].operation == .convolution, nodes[taker].inputs[0] == nodes[place].outputs[0],
                    let convolution = try convolution(nodes[taker]),
                    case let pads = try pads(nodes[taker]), affine.offset == [0] || !pads
                else { break }
                convolutions.append(convolution)
            }
            guard convolutions.count == takers.count else { continue }
            for (taker, convolution) in zip(takers, convolutions) {
                var convolution = convolution
                convolution.prepend(scale: affine.scale[0], offset: affine.offset[0])
                try set(convolution, at: taker)
                nodes[taker].inputs[0] = affine.input
            }
            links.replace(place, by: takers, of: affine.input)
            dead.insert(place)
        }
        remove(dead)
        return dead.count
    }

    /// Whether a tensor is x · (1 + erf(…)): the library merges that with the half that it is multiplied by (`GeluFusion`),
    /// which is worth more.
    func isGELU(_ tensor: String, _ links: GraphLinks) -> Bool {
        func maker(_ tensor: String, _ operation: Operation) -> GraphNode? {
            links.makers[tensor].map { nodes[$0] }.flatMap { $0.operation == operation ? $0 : nil }
        }
        if maker(tensor, .error) != nil { return true }
        return maker(tensor, .multiplication)?.inputs.contains { factor in
            maker(factor, .add)?.inputs.contains { maker($0, .error) != nil } ?? false
        } ?? false
    }
}
