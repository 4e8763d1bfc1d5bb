import Testing
@testable import Verify

/// Paths as numbers: the same as paths by their bytes, in less memory.
struct PathTableTests {
    private func path(_ text: String) throws -> EntryPath { try EntryPath(Array(text.utf8)) }

    private func text(_ place: PathTable.Place, in table: PathTable) -> String {
        String(decoding: table.bytes(of: place), as: UTF8.self)
    }

    @Test func `a path has one place, whatever was asked for before it`() throws {
        // Neighbours that share the beginning of a name, a directory, nothing.
        let texts = [
            "usr/lib/a", "usr/lib/b", "usr/lib", "usr/li/a", "usr/library/a", "usr/lib/a/deep/er/x", "usr/lib/a/deep/y",
            "usr", "usrlib/a", "u", "usr/lib/a/deep", "etc/x", "a", "a/a", "a/a/a", "a/aa/a", "aa/a", "usr/lib/a",
        ]
        var table = PathTable()
        var places: [String: PathTable.Place] = [:]
        for text in texts + texts.reversed() {
            let place = try table.insert(path(text))
            #expect(self.text(place, in: table) == text)
            #expect(places.updateValue(place, forKey: text) ?? place == place)
        }
        #expect(Set(places.values).count == places.count)
        #expect(table.insert(.root) == .root)
        // What was asked for, and `usr/li`, `usr/library`, `usrlib`, `etc`, `usr/lib/a/deep/er`, `a/aa`, `aa` and the root.
        #expect(table.count == places.count + 8)
    }

    @Test func `a directory stands before what it holds, in a table of many names`() throws {
        var table = PathTable()
        for number in 0..<30_000 {
            let path = try path(
                "d\(number % 7)/sub\(number % 1000)/\(String(repeating: "n", count: number % 200))\(number)")
            let place = table.insert(path)
            #expect(table.bytes(of: place) == path.bytes)
        }
        for place in table.places.dropFirst() {
            let parent = table.parent(of: place)
            #expect(parent < place)
            #expect(table.find(table.name(of: place), in: parent) == place)
        }
        #expect(table.find([1], in: .root) == nil)
        #expect(table.count == 1 + 7 + 7000 + 30_000)
    }

    @Test func `equal texts have one mark, others have another`() {
        #expect(TextMark("caf\u{e9}") == TextMark("cafe\u{301}"))
        #expect(TextMark("caf\u{e9}") != TextMark("cafe"))
    }

    @Test func `of many faults of a code the first are told, and how many there are more`() {
        var tally = FaultTally(limit: 2)
        for name in ["d", "c", "b", "a"] {
            tally.add(.tarTypeChange) { TarFault(.tarTypeChange, path: Array(name.utf8)) }
        }
        tally.add(.tarLowerParent) { TarFault(.tarLowerParent, path: Array("a".utf8)) }
        let more = TarFault(.tarTypeChange, actual: "2 more")
        #expect(tally.listed.map(\.path) == [Array("d".utf8), Array("c".utf8), Array("a".utf8), nil])
        #expect(tally.sorted.map(\.path) == [Array("a".utf8), Array("c".utf8), Array("d".utf8), nil])
        #expect(tally.listed.last == more && tally.sorted.last == more)
    }

    @Test func `a fault keeps no more of a path than is ever told, and cuts no character`() {
        let fault = TarFault(.tarPathLength, path: Array(String(repeating: "€", count: 5000).utf8))
        #expect(fault.bounded.path?.count == 8190)
        #expect(PrintableText(fault.bounded.path ?? []) == PrintableText(fault.path ?? []))
        #expect(TarFault(.tarPathLength, path: [1, 2]).bounded.path == [1, 2])
    }
}
