extension Graph {
    /// Lets a picture be enlarged when what it is joined with is there, and no sooner: enlarged it has four times the size, and
    /// waits so.
    ///
    /// Of what a node takes, ONNX Runtime makes first what stands last in the graph (`Graph::ReverseDFSFrom`), so the makers
    /// of the others are put directly before the node. Where PP-OCRv4's detector joins its layers they have 80 bytes for each of
    /// its input's pixels at a time in place of 90.
    ///
    /// Gives the number of nodes that were moved.
    mutating func delayEnlarging() -> Int {
        let links = GraphLinks(self)
        var moves: [Int: [Int]] = [:]
        for place in nodes.indices {
            let makers = Set(nodes[place].inputs.compactMap { links.makers[$0] })
            guard makers.contains(where: { nodes[$0].operation == .resize }) else { continue }
            moves[place] = makers.sorted().filter { maker in
                nodes[maker].operation != .resize
                    && nodes[maker].outputs.allSatisfy { links.takers[$0]?.allSatisfy { $0 >= place } ?? true }
            }
        }
        let moved = Set(moves.values.joined())
        nodes = nodes.indices.flatMap { place in
            (moves[place] ?? []).map { nodes[$0] } + (moved.contains(place) ? [] : [nodes[place]])
        }
        return moved.count
    }
}
