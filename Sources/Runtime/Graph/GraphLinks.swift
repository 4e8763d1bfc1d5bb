/// Who makes and who takes the tensors of a graph, by places in its list of nodes.
struct GraphLinks {
    private(set) var makers: [String: Int] = [:]
    private(set) var takers: [String: [Int]] = [:]
    private let outputs: Set<String>

    init(_ graph: Graph) {
        outputs = graph.outputs
        makers.reserveCapacity(graph.nodes.count)
        takers.reserveCapacity(graph.nodes.count)
        for (place, node) in graph.nodes.enumerated() {
            for output in node.outputs { makers[output] = place }
            for input in node.inputs where graph.constants[input] == nil { takers[input, default: []].append(place) }
        }
    }

    /// The only node that takes a tensor, which takes it once; nil where there are more, or where the graph gives it.
    func soleTaker(of tensor: String) -> Int? {
        guard let places = takers[tensor], places.count == 1, !outputs.contains(tensor) else { return nil }
        return places[0]
    }

    /// All nodes that take a tensor; nil where the graph gives it.
    func allTakers(of tensor: String) -> [Int]? { outputs.contains(tensor) ? nil : takers[tensor] }

    /// Notes that `taker` is gone, and those behind it take `tensor` in its place.
    mutating func replace(_ taker: Int, by others: [Int], of tensor: String) {
        takers[tensor] = (takers[tensor] ?? []).filter { $0 != taker } + others
    }
}
