import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

/// How the contents of changed files differ.
struct ContentChangeTests {
    private func change(_ old: String, _ new: String) async throws -> ContentChange? {
        var images = (try SampleImage.sound(), try SampleImage.sound())
        images.0.layers[0].tar = try RawTar.sound([("etc/file", old), ("etc/same", "x")])
        images.1.layers[0].tar = try RawTar.sound([("etc/file", new), ("etc/same", "x")])
        return try await withTemporaryDirectory { root in
            let before = try images.0.write(to: root.appending("old"))
            let after = try images.1.write(to: root.appending("new"))
            let diff = try await ImageDiff(
                from: before.descriptor, in: before.layout, to: after.descriptor, in: after.layout, jobs: 1)
            #expect(diff.layers.flatMap(\.files).map(\.path.description) == ["etc/file"])
            return diff.layers.first?.files.first?.content
        }
    }

    @Test(
        arguments: [
            ("abc", "abd", 2, "0x63 → 0x64"), ("abc", "abcd", 3, "the end → 0x64"), ("abc", "", 0, "0x61 → the end"),
        ] as [(String, String, Int64, String)])
    func `tells the first byte that differs`(_ old: String, _ new: String, _ offset: Int64, _ bytes: String)
        async throws
    {
        let change = try #require(try await change(old, new))
        #expect(change.offset == offset)
        #expect(change.lines == ["first at byte \(offset): \(bytes)"])
    }

    @Test func `tells which members of a JSON document changed`() async throws {
        let change = try #require(try await change(#"{"a": 1, "b": [1, 2]}"#, #"{"a": 1, "b": [1, 3], "c": "x"}"#))
        #expect(change.summary.map(\.description) == ["~ b[1]: 2 → 3", "+ c: \"x\""])
    }

    @Test func `a summary has an end`() async throws {
        let old = "[" + (0..<100).map { "\($0)" }.joined(separator: ",") + "]"
        let new = "[" + (0..<100).map { "\($0 + 1)" }.joined(separator: ",") + "]"
        let change = try #require(try await change(old, new))
        #expect(change.summary.count == 21)
        #expect(change.summary.last?.description == "and 80 more")
    }

    @Test func `finds the first byte of files that are too large to keep`() async throws {
        let size = 17 << 20
        let old = String(repeating: "a", count: size)
        let new = String(repeating: "a", count: size - 12_345) + String(repeating: "b", count: 12_345)
        let change = try #require(try await change(old, new))
        #expect(change.offset == Int64(size - 12_345))
        #expect((change.old, change.new) == (0x61, 0x62))
    }

    @Test func `tells sections, the build ID and needed libraries of object files`() async throws {
        try await withTemporaryDirectory { directory in
            try await shell(
                """
                cd '\(directory)'
                echo 'int answer(void) { return 42; }' >a.c
                echo 'int answer(void) { return 43; } int more(void) { return 1; }' >b.c
                gcc -shared -fPIC -O1 -nostartfiles -Wl,--build-id=0x0102 -o old a.c
                gcc -shared -fPIC -O1 -nostartfiles -Wl,--build-id=0x0103 -Wl,--no-as-needed -o new b.c -lm
                """)
            let old = try #require(ELFSections(directory.appending("old").bytes()))
            let new = try #require(ELFSections(directory.appending("new").bytes()))
            #expect((old.buildID, new.buildID) == ("0102", "0103"))
            let lines = old.changes(to: new)
            #expect(lines.prefix(2) == ["ELF build ID 0102 → 0103", "ELF now needs libm.so.6"])
            #expect(lines.contains { $0.hasPrefix("ELF section .text: ") })
            #expect(old.changes(to: old) == [])
            // What makes no sense is no object file, whatever it claims.
            let bytes = try directory.appending("old").bytes()
            for place in 0..<64 {
                var damaged = bytes
                damaged[place] = 0xff
                _ = ELFSections(damaged)
                #expect(ELFSections(Array(bytes.prefix(place))) == nil)
            }
        }
    }
}
