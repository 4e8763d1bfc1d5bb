@testable import ModelRuntime

extension FuzzTarget {
    /// Simplifies the bytes as a model, for pages and for texts.
    static func simplifyGraph(_ input: inout Input) -> Bool {
        guard let graph = try? Graph(model: input.remainder()[...]) else { return true }
        for purpose in [GraphPurpose.pages, .texts] { simplify(graph, for: purpose) }
        return true
    }

    /// What is made of a graph must give what it gave, and be in order.
    private static func simplify(_ graph: Graph, for purpose: GraphPurpose) {
        var graph = graph
        let outputs = graph.outputs.intersection(graph.nodes.flatMap(\.outputs))
        guard (try? graph.simplify(for: purpose)) != nil, (try? graph.model()) != nil else { return }
        let made = Set(graph.nodes.flatMap(\.outputs))
        precondition(outputs.isSubset(of: made), "an output is gone")
        var known: Set<String> = []
        for node in graph.nodes {
            precondition(
                node.inputs.allSatisfy { known.contains($0) || !made.contains($0) }, "an input before its maker")
            precondition(
                node.outputs.allSatisfy { $0.isEmpty || known.insert($0).inserted }, "two makers of one output")
        }
    }
}
