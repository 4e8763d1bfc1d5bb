/// Filters over windows of embeddings, as ``Graph/tabulateWindows()`` finds them: where they lie, and what they are made of.
struct Windows {
    /// A filter over the first places of a window.
    struct Filter {
        /// `[span · width of an embedding, outputs]`.
        let weights: Weights
        /// A number for each output.
        let bias: [Float]
        /// How many tokens it looks at.
        let span: Int
    }

    /// The name of the embeddings, how many tokens have one, and how wide they are.
    let embeddings: String
    let rows: Int
    let width: Int
    /// The names of the tokens, of the mask and of the margin behind a text.
    let tokens: String
    let mask: String
    let margin: String
    /// The places of the slices, by where they begin.
    let slices: [Int]
    let filters: [Filter]
    /// The node that takes the greatest activations, and which of its inputs they are.
    let features: Int
    let peaks: Range<Int>
    /// The places of all nodes that are no more needed.
    let places: Set<Int>

    /// The outputs of all filters.
    var columns: Int { filters.reduce(0) { $0 + $1.bias.count } }

    /// The bytes of a table of what each token gives to each filter at each place of a window.
    func tableSize() throws(MalformedMessage) -> Int {
        try Weights.count([slices.count, rows + 1, columns, MemoryLayout<Float>.size])
    }

    /// What embeddings are multiplied with for a row of the table: for each place of a window the weights of all filters, 0
    /// where a filter does not look so far; and in one more row what a token gives that is not there, `nothing` at the first.
    func weights(without nothing: Float) -> Weights {
        let (columns, all) = (columns, columns * slices.count)
        var values = [Float](repeating: 0, count: (width + 1) * all)
        for place in slices.indices {
            var start = place * columns
            for filter in filters {
                let count = filter.bias.count
                if filter.span > place {
                    for input in 0..<width {
                        let source = (place * width + input) * count
                        values.replaceSubrange(
                            input * all + start..<input * all + start + count,
                            with: filter.weights.values[source..<source + count])
                    }
                }
                start += count
            }
        }
        for column in 0..<columns { values[width * all + column] = nothing }
        return Weights(shape: [width + 1, all], values: values)
    }
}

extension Graph {
    /// The windows that a node puts together from slices of embeddings, where all that follows is of the known form.
    func windows(at place: Int, _ links: GraphLinks) throws(MalformedMessage) -> Windows? {
        guard nodes[place].operation == .concatenation, try nodes[place]["axis"]?.integer == 2 else { return nil }
        let slices = nodes[place].inputs.compactMap { links.makers[$0] }
        let span = slices.count
        guard span == nodes[place].inputs.count, (2...16).contains(span), let first = slices.first,
            let padding = links.makers[nodes[first].inputs[0]], let padded = nodes[padding].outputs.first,
            links.allTakers(of: padded)?.sorted() == slices.sorted()
        else { return nil }
        for (index, slice) in slices.enumerated() {
            let end = index == span - 1 ? Int.max : index + 1 - span
            guard nodes[slice].operation == .slice, nodes[slice].inputs[0] == padded,
                links.soleTaker(of: nodes[slice].outputs[0]) == place,
                try bounds(nodes[slice]) == [index, end, 1]
            else { return nil }
        }
        guard nodes[padding].operation == .pad, nodes[padding].inputs.count == 2, nodes[padding]["mode"] == nil,
            try integers(nodes[padding].inputs[1]) == [0, 0, 0, 0, span - 1, 0],
            let masking = links.makers[nodes[padding].inputs[0]], nodes[masking].operation == .multiplication,
            links.soleTaker(of: nodes[masking].outputs[0]) == padding,
            let side = nodes[masking].inputs.firstIndex(where: { isGather($0, links) }),
            let gather = links.makers[nodes[masking].inputs[side]],
            links.soleTaker(of: nodes[gather].outputs[0]) == masking,
            let embeddings = constants[nodes[gather].inputs[0]], case let shape = try embeddings.shape, shape.count == 2
        else { return nil }
        let mask = nodes[masking].inputs[1 - side]
        guard let filters = try filters(over: place, mask: mask, width: shape[1], span: span, links) else { return nil }
        return Windows(
            embeddings: nodes[gather].inputs[0], rows: shape[0], width: shape[1],
            tokens: nodes[gather].inputs[1], mask: mask, margin: nodes[padding].inputs[1], slices: slices,
            filters: filters.list, features: filters.features, peaks: filters.peaks,
            places: filters.places.union(slices).union([place, padding, masking, gather]))
    }

    /// The filters that take the windows of a node, and the one node that takes the greatest activation of each.
    private func filters(
        over place: Int, mask: String, width: Int, span: Int, _ links: GraphLinks
    ) throws(MalformedMessage) -> (list: [Windows.Filter], features: Int, peaks: Range<Int>, places: Set<Int>)? {
        var list: [Windows.Filter] = []
        var peaks: [String] = []
        var places: Set<Int> = []
        var features: Int?
        for taker in links.allTakers(of: nodes[place].outputs[0]) ?? [] {
            var (product, count) = (taker, span)
            if nodes[taker].operation == .slice {
                guard let next = links.soleTaker(of: nodes[taker].outputs[0]),
                    let bounds = try bounds(nodes[taker]), bounds[0] == 0, bounds[2] == 2, width > 0,
                    bounds[1] > 0, bounds[1] % width == 0, bounds[1] / width <= span
                else { return nil }
                places.insert(taker)
                (product, count) = (next, bounds[1] / width)
            }
            guard let filter = try filter(at: product, span: count, width: width, mask: mask, links),
                let end = links.soleTaker(of: filter.peak), nodes[end].operation == .concatenation,
                try nodes[end]["axis"]?.integer == 1, features ?? end == end
            else { return nil }
            features = end
            list.append(filter.filter)
            peaks.append(filter.peak)
            places.formUnion(filter.places)
        }
        guard let features, let first = peaks.first, let begin = nodes[features].inputs.firstIndex(of: first),
            nodes[features].inputs[begin...].prefix(peaks.count).elementsEqual(peaks)
        else { return nil }
        return (list, features, begin..<begin + peaks.count, places)
    }

    /// A product with a filter, its bias, ReLU and mask, and the greatest over the places of a text.
    private func filter(
        at product: Int, span: Int, width: Int, mask: String, _ links: GraphLinks
    ) throws(MalformedMessage) -> (filter: Windows.Filter, peak: String, places: [Int])? {
        guard nodes[product].operation == .product, let weights = try constants[nodes[product].inputs[1]]?.floats,
            weights.shape.count == 2, weights.shape[0] == span * width, weights.shape[1] > 0,
            let sum = links.soleTaker(of: nodes[product].outputs[0]), nodes[sum].operation == .add,
            let bias = try nodes[sum].inputs.lazy.compactMap({ constants[$0] }).first?.floats,
            bias.shape == [weights.shape[1]],
            let relu = links.soleTaker(of: nodes[sum].outputs[0]), nodes[relu].operation == .relu,
            let masking = links.soleTaker(of: nodes[relu].outputs[0]), nodes[masking].operation == .multiplication,
            Set(nodes[masking].inputs) == [nodes[relu].outputs[0], mask],
            let greatest = links.soleTaker(of: nodes[masking].outputs[0]), nodes[greatest].operation == .greatest,
            try nodes[greatest]["axes"]?.integers == [1], try nodes[greatest]["keepdims"]?.integer == 0
        else { return nil }
        return (
            Windows.Filter(weights: weights, bias: bias.values, span: span), nodes[greatest].outputs[0],
            [product, sum, relu, masking, greatest]
        )
    }

    private func isGather(_ tensor: String, _ links: GraphLinks) -> Bool {
        guard let maker = links.makers[tensor], nodes[maker].operation == .gather, nodes[maker].attributes.isEmpty
        else {
            return false
        }
        return constants[nodes[maker].inputs[0]] != nil
    }

    /// Where a slice along one axis begins and ends, and the axis.
    private func bounds(_ node: GraphNode) throws(MalformedMessage) -> [Int]? {
        guard node.operation == .slice, node.inputs.count == 4 else { return nil }
        var bounds: [Int] = []
        for input in node.inputs[1...] {
            guard let numbers = try integers(input), numbers.count == 1 else { return nil }
            bounds += numbers
        }
        return bounds
    }

    /// The numbers of a constant list of 64-bit integers; nil for another.
    private func integers(_ name: String) throws(MalformedMessage) -> [Int]? {
        guard let constant = constants[name], constant.size <= 1 << 12, try constant.shape.count == 1 else {
            return nil
        }
        return try constant.integers
    }
}
