extension Graph {
    /// Makes x · (1 + g) of x + x · g for a hard sigmoid g: the one is added to a number for each channel in place of a whole
    /// picture to another.
    ///
    /// The residual attention over channels in PaddleOCR's `RSEFPN` (ppocr/modeling/necks/db_fpn.py) has this form.
    mutating func mergeGates() throws(MalformedMessage) -> Int {
        let links = GraphLinks(self)
        var gates: [Int: GraphNode] = [:]
        var dead: Set<Int> = []
        for place in nodes.indices where nodes[place].operation == .add {
            for (picture, product) in [(0, 1), (1, 0)].map({ (nodes[place].inputs[$0], nodes[place].inputs[$1]) }) {
                guard let maker = links.makers[product], nodes[maker].operation == .multiplication,
                    links.soleTaker(of: product) == place,
                    let side = nodes[maker].inputs.firstIndex(of: picture),
                    case let gate = nodes[maker].inputs[1 - side],
                    let source = links.makers[gate], nodes[source].operation == .hardSigmoid,
                    nodes[source].inputs != [picture], links.soleTaker(of: gate) == maker
                else { continue }
                let sum = name()
                gates[maker] = GraphNode(.add, [gate, try add(Weights(list: [1]))], sum)
                nodes[maker].inputs = [picture, sum]
                nodes[maker].outputs = nodes[place].outputs
                dead.insert(place)
                break
            }
        }
        for (place, gate) in gates.sorted(by: { $0.key > $1.key }) {
            nodes.insert(gate, at: place)
            dead = Set(dead.map { $0 >= place ? $0 + 1 : $0 })
        }
        remove(dead)
        return gates.count
    }
}
