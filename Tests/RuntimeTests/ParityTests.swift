import Testing
import TestSupport

@testable import ModelRuntime

/// Our reading against the Python peer's, with the same models, on pages whose text is known. `.ci/fixtures` draws the pages
/// (`Parity/pages.py`) and lets the peer read them (`Parity/peer.py`); the program under test is the built one.
@Suite(.serialized)
struct ParityTests {
    /// A version of the peer, and on how many pages of the set it was run at least.
    struct Peer: Sendable, CustomTestStringConvertible {
        let name: String
        let pages: Int

        var testDescription: String { name }
    }

    private static let peers = [
        Peer(name: "v4", pages: 200), Peer(name: "v3", pages: 60), Peer(name: "v6", pages: 60),
    ]

    /// How the two readings of a set of pages compare.
    private struct Comparison {
        var characters = 0
        var differing = 0
        var peerErrors = 0
        var ourErrors = 0
        var lines = 0
        var matching = 0

        var summary: String {
            "\(characters) characters, \(differing) read differently; errors against the truth: ours \(ourErrors), "
                + "the peer's \(peerErrors); \(lines) lines, \(matching) with an IoU of 0.9 or more"
        }
    }

    @Test(arguments: peers)
    func `reads what its peer reads, where its peer reads it`(peer: Peer) async throws {
        let data = try RepositoryFiles.required("IMAGESMITH_TEST_DATA").string
        let expected = try Self.document(data + "/parity/\(peer.name).json").members
        let truth = try Self.document(data + "/parity/pages/truth.json")
        #expect(expected.count >= peer.pages)
        let ours = try await Self.read(expected.map { "\(data)/parity/pages/\($0.name)" }, peer.name, data)
        try #require(ours.count == expected.count)
        var comparison = Comparison()
        for (page, lines) in zip(expected, ours) {
            Self.compare(page.name, page.value.items, lines, truth[page.name].items, &comparison)
        }
        print("\(peer.name): \(expected.count) pages, \(comparison.summary)")
        #expect(Double(comparison.differing) <= 0.005 * Double(comparison.characters))
        #expect(comparison.ourErrors <= comparison.peerErrors)
        #expect(Double(comparison.matching) >= 0.99 * Double(comparison.lines))
    }

    /// Our lines of each page.
    private static func read(_ pages: [String], _ peer: String, _ data: String) async throws -> [[JSONValue]] {
        let program = try RepositoryFiles.required("IMAGESMITH_PROGRAM").parent.string + "/imagesmith-runtime"
        let library = try RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME").string
        let outcome = try await Tool("env", package: "coreutils").run(
            [program, "ocr"] + pages + [
                "--model", "\(data)/models/rapidocr-\(peer)", "--onnxruntime", library, "--threads", "2",
            ])
        try #require(outcome.status == 0, "\(outcome.errorText)")
        // One document with all pages, or one a line for each.
        let documents = try outcome.output.split(separator: 0x0A).map { try JSONParser.parse(Array($0)) }
        return documents.flatMap { $0.items.isEmpty ? [$0] : $0.items }.map { $0["lines"].items }
    }

    private static func document(_ path: String) throws -> JSONValue {
        try JSONParser.parse(InputFile(Path(path)).contents(limit: 64 << 20))
    }

    /// Adds a page to `comparison`, and prints what is read differently on it.
    private static func compare(
        _ name: String, _ peer: [JSONValue], _ ours: [JSONValue], _ truth: [JSONValue], _ comparison: inout Comparison
    ) {
        let (theirText, ourText) = (text(peer.map { $0["text"].string }), text(ours.map { $0["text"].string }))
        let trueText = text(truth.map(\.string))
        let differing = distance(theirText, ourText)
        comparison.characters += theirText.count
        comparison.differing += differing
        comparison.peerErrors += distance(theirText, trueText)
        comparison.ourErrors += distance(ourText, trueText)
        if differing > 0 {
            print("\(name): peer \(String(theirText)), ours \(String(ourText)), truth \(String(trueText))")
        }
        var left = ours.map { ConvexQuadrilateral($0["box"].doubles) }
        for line in peer {
            comparison.lines += 1
            let box = ConvexQuadrilateral(line["box"].doubles)
            let overlaps = left.map { $0.intersectionOverUnion(box) }
            guard let best = overlaps.indices.max(by: { overlaps[$0] < overlaps[$1] }), overlaps[best] >= 0.9 else {
                print("\(name): no box of ours for \(line["text"].string) at \(line["box"].doubles)")
                continue
            }
            comparison.matching += 1
            left.remove(at: best)
        }
    }

    private static func text(_ lines: [String]) -> [Character] {
        lines.flatMap { $0.filter { !$0.isWhitespace } }
    }

    /// The least number of characters to add, remove or replace (Levenshtein).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (index, character) in a.enumerated() {
            var corner = row[0]
            row[0] = index + 1
            for (column, other) in b.enumerated() {
                let replaced = corner + (character == other ? 0 : 1)
                corner = row[column + 1]
                row[column + 1] = min(replaced, corner + 1, row[column] + 1)
            }
        }
        return row[b.count]
    }
}
