@testable import ModelRuntime

extension FuzzTarget {
    /// Simplifies the bytes as a model. What is made of it must give what it gave, and be in order.
    static func simplifyGraph(_ input: inout Input) -> Bool {
        guard var graph = try? Graph(model: input.remainder()[...]) else { return true }
        let outputs = graph.outputs.intersection(graph.nodes.flatMap(\.outputs))
        guard (try? graph.simplify(for: .pages)) != nil, (try? graph.model()) != nil else { return true }
        let made = Set(graph.nodes.flatMap(\.outputs))
        precondition(outputs.isSubset(of: made), "an output is gone")
        var known: Set<String> = []
        for node in graph.nodes {
            precondition(
                node.inputs.allSatisfy { known.contains($0) || !made.contains($0) }, "an input before its maker")
            precondition(
                node.outputs.allSatisfy { $0.isEmpty || known.insert($0).inserted }, "two makers of one output")
        }
        return true
    }
}
