import Archive
import Testing

struct TarPathTests {
    @Test(arguments: [
        ("", TarError.PathFault.empty), ("/etc", .absolute), ("/", .absolute), ("a//b", .emptyComponent),
        ("a/", .emptyComponent), (".", .dot), ("./a", .dot), ("a/.", .dot), ("..", .dotDot), ("a/../b", .dotDot),
        ("a\u{0}b", .nul), (String(repeating: "a/", count: 2048) + "b", .tooLong),
        (String(repeating: "a", count: 256), .componentTooLong),
    ])
    func `refuses a path that is not plainly relative`(text: String, fault: TarError.PathFault) {
        #expect(throws: TarError.invalidPath(Array(text.utf8), fault)) { try TarPath(text) }
    }

    @Test(arguments: ["a", "...", "a/b", ".wh.a", "usr/lib/ü", " ", "a\\b", String(repeating: "a", count: 255)])
    func `takes every other path as it is`(text: String) throws {
        let path = try TarPath(text)
        #expect(path.bytes == Array(text.utf8))
        #expect(path.text == text)
    }

    @Test func `knows its parts`() throws {
        let path = try TarPath("usr/lib/x")
        #expect(path.components == [Array("usr".utf8), Array("lib".utf8), Array("x".utf8)])
        #expect(path.name == Array("x".utf8))
        #expect(try path.parent == TarPath("usr/lib"))
        #expect(try path.parent?.parent?.parent == nil && path.parent?.parent == TarPath("usr"))
        #expect(try path.appending("y/z") == TarPath("usr/lib/x/y/z"))
        #expect(try TarPath("usr/lib").contains(path) && path.contains(path))
        #expect(try !TarPath("usr/li").contains(path))
        #expect(throws: TarError.self) { try path.appending("../z") }
    }

    @Test func `sorts by bytes`() throws {
        let paths = try ["b", "a/b", "a-b", "a", "B", "é", "z", "e\u{301}"].map { try TarPath($0) }
        #expect(paths.sorted().map(\.text) == ["B", "a", "a-b", "a/b", "b", "e\u{301}", "z", "é"])
    }

    @Test func `shows control characters and broken text escaped`() throws {
        #expect(try TarPath("a\u{1b}[2J\u{202e}").description == "a\\x1b[2J\\xe2\\x80\\xae")
        #expect(try TarPath([0x61, 0xff, 0x0a]).description == "a\\xff\\x0a")
        #expect(
            TarError.invalidPath(Array("../\u{7}".utf8), .dotDot).description
                == "cannot put \"../\\x07\" into an archive: the path has the component \"..\"")
    }
}
