import OCI
import SystemPackage
import TestSupport
import Testing

@testable import ModelRuntime

/// What ``Graph/simplify(for:)`` makes of small networks, each in the notation of `onnx.parser`.
struct GraphTests {
    @Test
    func `computes the same with fewer operators`() async throws {
        let directory = try TemporaryDirectory()
        let networks = GraphCase.all.map(\.network)
        _ = try await Peer("graph.py").lines("make", directory.path.string, texts: networks)
        for (index, test) in GraphCase.all.enumerated() {
            var graph = try Graph(model: Self.bytes(directory.path.appending("\(index).onnx"))[...])
            let before = Self.operators(graph)
            let count = try graph.simplify(for: test.purpose)
            try directory.path.appending("\(index).simple.onnx").replace(with: graph.model())
            #expect(Self.operators(graph) == test.simple ?? before, "\(test.testDescription)")
            #expect(test.simple != nil || count == 0, "\(test.testDescription)")
        }
        let lines = try await Peer("graph.py").lines("compare", directory.path.string)
        try #require(lines.count == GraphCase.all.count)
        for (line, test) in zip(lines, GraphCase.all) {
            let numbers = String(decoding: line, as: UTF8.self).split(separator: " ").compactMap { Double($0) }
            try #require(numbers.count == 2)
            #expect(numbers[0] <= 2e-6 * max(1, numbers[1]), "\(test.testDescription): off by \(numbers[0])")
        }
    }

    @Test(arguments: GraphCase.refused)
    func `leaves alone what it does not reckon with`(network: String) async throws {
        let directory = try TemporaryDirectory()
        _ = try await Peer("graph.py").lines("make", directory.path.string, texts: [network])
        let bytes = try Self.bytes(directory.path.appending("0.onnx"))
        #expect(throws: MalformedMessage.self) {
            var graph = try Graph(model: bytes[...])
            _ = try graph.simplify(for: .pages)
        }
    }

    @Test
    func `takes no other bytes for a graph, and none for a crash`() async throws {
        let directory = try TemporaryDirectory()
        _ = try await Peer("graph.py").lines("make", directory.path.string, texts: GraphCase.all.map(\.network))
        var random = SystemRandomNumberGenerator()
        for index in GraphCase.all.indices {
            let whole = try Self.bytes(directory.path.appending("\(index).onnx"))
            for length in 0..<whole.count { Self.simplify(Array(whole.prefix(length))) }
            for _ in 0..<2000 {
                var bytes = whole
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                Self.simplify(bytes)
            }
        }
    }

    private static func simplify(_ bytes: [UInt8]) {
        for purpose in [GraphPurpose.pages, .texts] {
            guard var graph = try? Graph(model: bytes[...]), (try? graph.simplify(for: purpose)) != nil else {
                continue
            }
            _ = try? graph.model()
        }
    }

    private static func bytes(_ file: FilePath) throws -> [UInt8] {
        try InputFile(Path(file.string)).contents(limit: 1 << 20)
    }

    private static func operators(_ graph: Graph) -> String {
        graph.nodes.map { $0.operation?.rawValue ?? "GlobalAveragePool" }.joined(separator: " ")
    }
}
