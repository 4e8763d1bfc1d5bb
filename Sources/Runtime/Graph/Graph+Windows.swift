extension Graph {
    /// The bytes that a table may have.
    private static let largestTable = 64 << 20

    /// What the places behind the end of a text, and those that the mask takes out, give at the begin of a window: less than any
    /// activation, so that the ReLU makes 0 of it.
    private static let nothing: Float = -1e30

    /// Looks up what each token gives at each place of a window, in place of multiplying windows of embeddings with filters.
    ///
    /// A product of a window is the sum of a product for each of its tokens, and there are only so many tokens: the products are
    /// made when the model is loaded, which ONNX Runtime does with what depends on constants alone. And the greatest of ReLUs of
    /// sums with one bias is the ReLU of the greatest's. The classifier that imagesmith ships has this form (Kim, "Convolutional
    /// Neural Networks for Sentence Classification", 2014): 20 tokens take 0.05 ms in place of 0.085, for 37 MB, and 65 ms and
    /// four times that memory when it is loaded.
    ///
    /// Masks are of ones and zeros. Gives the number of places that were changed.
    mutating func tabulateWindows() throws(MalformedMessage) -> Int {
        // Before, axes were attributes of Unsqueeze and ReduceSum; from 18 on they are inputs of ReduceMax.
        guard (13...17).contains(version) else { return 0 }
        let links = GraphLinks(self)
        for place in nodes.indices {
            guard let windows = try windows(at: place, links), try windows.tableSize() <= Self.largestTable else {
                continue
            }
            try tabulate(windows)
            return 1
        }
        return 0
    }

    private mutating func tabulate(_ windows: Windows) throws(MalformedMessage) {
        guard let embeddings = try constants[windows.embeddings]?.floats?.withRowOfItsOwn else {
            throw MalformedMessage()
        }
        let (rows, columns) = (windows.rows, windows.columns)
        var made: [GraphNode] = []
        func list(_ numbers: [Int]) -> GraphConstant { .integers(shape: [numbers.count], numbers) }

        // The tokens of each place's window, of which those that are not there have a row of their own.
        let (kept, known, tokens, present) = (name(), name(), name(), name())
        let (padded, window, first, row) = (name(), name(), name(), name())
        let absent = add(.integers(shape: [], [rows]))
        made += [
            GraphNode(.cast, [windows.mask], kept, [NodeAttribute("to", integer: 9)]),
            // Gives each token itself, and fails for one that has no embedding, as looking that up did.
            GraphNode(.gather, [add(list(Array(0..<rows))), windows.tokens], known),
            GraphNode(.unsqueeze, [known, add(list([2]))], tokens),
            GraphNode(.choice, [kept, tokens, absent], present),
            GraphNode(.pad, [present, windows.margin, absent], padded),
        ]
        var places: [String] = []
        for slice in windows.slices {
            places.append(name())
            made.append(GraphNode(.slice, [padded] + nodes[slice].inputs[1...], places[places.count - 1]))
        }
        made += [
            GraphNode(.concatenation, places, window, [NodeAttribute("axis", integer: 2)]),
            GraphNode(.multiplication, [window, add(list([places.count]))], first),
            GraphNode(.add, [first, add(list(Array(places.indices)))], row),
        ]

        let (products, table, given, sum) = (name(), name(), name(), name())
        let (greatest, biased, peak) = (name(), name(), name())
        let bias = try add(Weights(list: windows.filters.flatMap(\.bias)))
        made += [
            GraphNode(.product, [try add(embeddings), try add(windows.weights(without: Self.nothing))], products),
            GraphNode(.reshape, [products, add(list([(rows + 1) * places.count, columns]))], table),
            GraphNode(.gather, [table, row], given),
            GraphNode(.sum, [given, add(list([2]))], sum, [NodeAttribute("keepdims", integer: 0)]),
            GraphNode(
                .greatest, [sum], greatest,
                [NodeAttribute("axes", integers: [1]), NodeAttribute("keepdims", integer: 0)]),
            GraphNode(.add, [greatest, bias], biased),
            GraphNode(.relu, [biased], peak),
        ]
        nodes[windows.features].inputs.replaceSubrange(windows.peaks, with: [peak])
        nodes.insert(contentsOf: made, at: windows.features)
        remove(windows.places)
    }
}

extension Weights {
    /// A matrix with one more row and one more column, which are 0 but where they meet: there it is 1.
    fileprivate var withRowOfItsOwn: Weights {
        let (rows, width) = (shape[0], shape[1])
        var values: [Float] = []
        values.reserveCapacity((rows + 1) * (width + 1))
        for row in 0..<rows {
            values += self.values[row * width..<(row + 1) * width]
            values.append(0)
        }
        values += [Float](repeating: 0, count: width) + [1]
        return Weights(shape: [rows + 1, width + 1], values: values)
    }
}
