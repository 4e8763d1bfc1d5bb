@testable import Verify

/// An archive and the codes of all that is wrong with it, in order.
struct TarCase: CustomStringConvertible, Sendable {
    let description: String
    let archive: [UInt8]
    let codes: [String]

    init(_ description: String, _ codes: [String], _ parts: [[UInt8]], end: [UInt8] = RawTar.end) {
        self.description = description
        self.codes = codes
        archive = parts.flatMap { $0 } + end
    }

    private static func broken(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var block = RawTar.header("a")
        change(&block)
        return block
    }

    private static func pax(_ records: [UInt8]) -> [UInt8] { RawTar.extended("x", records) }

    private static let long = String(repeating: "d/", count: 90) + "name"

    static let sound: [TarCase] = [
        TarCase("nothing", [], []),
        TarCase(
            "files, directories, links", [],
            [
                RawTar.directory("./"), RawTar.directory("./d/"), RawTar.file("./d/f", "content"),
                RawTar.symlink("./s", "../../etc/passwd"), RawTar.hardLink("./h", "./d/f"),
            ]),
        TarCase("padding up to a record", [], [RawTar.file("a")], end: RawTar.end + [UInt8](repeating: 0, count: 8192)),
        TarCase("a directory after its content", [], [RawTar.file("d/f"), RawTar.directory("d")]),
        TarCase("a pax path", [], [pax(RawTar.record("path", long)), RawTar.file("d")]),
        TarCase("a pax size that the header repeats", [], [pax(RawTar.record("size", "1")), RawTar.file("a")]),
        TarCase("times with fractions", [], [pax(RawTar.record("mtime", "-1.25")), RawTar.file("a")]),
        TarCase(
            "a GNU long name", [],
            [
                RawTar.extended("L", Array(long.utf8) + [0]), RawTar.header("d", magic: "ustar  \u{0}", count: 0),
            ]),
        TarCase(
            "GNU's number in base 256", [],
            [
                RawTar.sealed(broken { $0.replaceSubrange(108..<116, with: [0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]) })
            ]),
        TarCase("a header from before ustar", [], [RawTar.header("a", type: "\u{0}", magic: "")]),
        TarCase(
            "whiteouts", [],
            [
                RawTar.empty("d/.wh.f"), RawTar.empty("e/.wh..wh..opq"), RawTar.empty("e/g"), RawTar.empty("d/..data"),
            ]),
        TarCase(
            "names that only look like ..", [], [RawTar.file("a/...", "x"), RawTar.file("..b"), RawTar.file("c..")]),
        TarCase(
            "capabilities", [],
            [pax(RawTar.record("SCHILY.xattr.security.capability", "x")), RawTar.file("usr/bin/ping")]),
        TarCase(
            "a component of 255 bytes", [],
            [
                pax(RawTar.record("path", String(repeating: "n", count: 255))), RawTar.file("n"),
            ]),
    ]

    static let headers: [TarCase] = [
        TarCase("checksum", ["tar-checksum"], [broken { $0[0] = UInt8(ascii: "b") }, RawTar.file("later/..")]),
        TarCase("checksum that is no number", ["tar-checksum"], [broken { $0[150] = UInt8(ascii: "z") }]),
        TarCase("magic", ["tar-header"], [RawTar.header("a", magic: "ustarXX")]),
        TarCase("mode that is no octal number", ["tar-header"], [RawTar.header("a", mode: "0009999")]),
        TarCase(
            "user above 32 bits", ["tar-header"],
            [
                RawTar.sealed(broken { $0.replaceSubrange(108..<116, with: [0x80, 0, 0, 1, 0, 0, 0, 0]) })
            ]),
        TarCase(
            "user below 0", ["tar-header"],
            [
                RawTar.sealed(broken { $0.replaceSubrange(108..<116, with: repeatElement(0xff, count: 8)) })
            ]),
        TarCase(
            "negative size", ["tar-size-negative"],
            [
                RawTar.sealed(broken { $0.replaceSubrange(124..<136, with: repeatElement(0xff, count: 12)) })
            ]),
        TarCase("negative size in digits", ["tar-size-negative"], [RawTar.header("a", size: "-0000000001")]),
        TarCase(
            "size above 64 bits", ["tar-size-negative"],
            [
                RawTar.sealed(broken { $0.replaceSubrange(124..<136, with: [0x80, 1] + repeatElement(0, count: 10)) })
            ]),
        TarCase(
            "size at the end of 64 bits", ["tar-size-negative"],
            [
                RawTar.sealed(
                    broken {
                        $0.replaceSubrange(124..<136, with: [0x80, 0, 0, 0, 0x7f] + repeatElement(0xff, count: 7))
                    })
            ]),
        TarCase("size that is blank", ["tar-header"], [RawTar.header("a", size: "           ")]),
        TarCase(
            "truncated in a header", ["tar-truncated"], [RawTar.file("a"), Array(RawTar.header("b").prefix(100))],
            end: []),
        TarCase("truncated in content", ["tar-truncated"], [RawTar.header("a", count: 4096), [1, 2, 3]], end: []),
        TarCase("truncated in padding", ["tar-truncated"], [Array(RawTar.file("a").dropLast(5))], end: []),
        TarCase(
            "truncated in a long name", ["tar-truncated"],
            [
                RawTar.header("L", type: "L", count: 600), Array(repeating: 0x61, count: 512),
            ], end: []),
        TarCase("no end", ["tar-end-missing"], [RawTar.file("a")], end: []),
        TarCase("half an end", ["tar-end-missing"], [RawTar.file("a")], end: Array(RawTar.end.prefix(512))),
        TarCase("no byte at all", ["tar-end-missing"], [], end: []),
        TarCase(
            "data after the end", ["tar-data-after-end"], [RawTar.file("a")], end: RawTar.end + RawTar.file("hidden")),
        TarCase("a byte after the end", ["tar-data-after-end"], [], end: RawTar.end + [0, 0, 1]),
        TarCase(
            "an entry after one zero block", ["tar-data-after-end"],
            [
                RawTar.file("a"), Array(RawTar.end.prefix(512)), RawTar.file("b"),
            ]),
        TarCase(
            "padding that is not zero", ["tar-padding"],
            [RawTar.header("a", count: 1), Array(repeating: 0x61, count: 512)]),
        TarCase(
            "unknown type", ["tar-type-unknown"],
            [RawTar.header("a", type: "Z", count: 600), Array(repeating: 0, count: 1024)]),
        TarCase(
            "devices", ["tar-device", "tar-device", "tar-device"],
            [
                RawTar.header("c", type: "3"), RawTar.header("b", type: "4"), RawTar.header("p", type: "6"),
            ]),
        TarCase("GNU sparse file", ["tar-sparse"], [RawTar.header("a", type: "S", magic: "ustar  \u{0}")]),
        TarCase("pax sparse file", ["tar-sparse"], [pax(RawTar.record("GNU.sparse.major", "1")), RawTar.file("a")]),
        TarCase(
            "global header", ["tar-pax-global"], [RawTar.extended("g", RawTar.record("path", "x")), RawTar.file("a")]),
        TarCase("size of a directory", ["tar-size-type"], [RawTar.header("d/", type: "5", count: 512)]),
        TarCase("size of a symbolic link", ["tar-size-type"], [RawTar.header("s", type: "2", link: "t", count: 1024)]),
        TarCase(
            "size of a hard link", ["tar-size-type"],
            [RawTar.file("f"), RawTar.header("h", type: "1", link: "f", count: 9)]),
    ]

    static let extended: [TarCase] = [
        TarCase(
            "pax size against ustar's", ["tar-size-disagree"], [pax(RawTar.record("size", "1024")), RawTar.empty("a")]),
        TarCase(
            "pax size of 0 against ustar's", ["tar-size-disagree"], [pax(RawTar.record("size", "0")), RawTar.file("a")]),
        TarCase("negative pax size", ["tar-size-negative"], [pax(RawTar.record("size", "-1")), RawTar.file("a")]),
        TarCase(
            "pax size that is no number", ["tar-pax-malformed"], [pax(RawTar.record("size", "12x")), RawTar.file("a")]),
        TarCase(
            "pax key twice", ["tar-pax-malformed"],
            [
                pax(RawTar.record("path", "a") + RawTar.record("path", "b")), RawTar.file("a"),
            ]),
        TarCase("pax length too short", ["tar-pax-malformed"], [pax(Array("6 path=a\n".utf8)), RawTar.file("a")]),
        TarCase("pax length too long", ["tar-pax-malformed"], [pax(Array("99 path=a\n".utf8)), RawTar.file("a")]),
        TarCase(
            "pax length with a zero before", ["tar-pax-malformed"], [pax(Array("010 path=a\n".utf8)), RawTar.file("a")]),
        TarCase(
            "pax record without a line end", ["tar-pax-malformed"], [pax(Array("10 path=abX".utf8)), RawTar.file("a")]),
        TarCase("pax path with a NUL", ["tar-path-nul"], [pax(RawTar.record("path", "a\u{0}b")), RawTar.file("a")]),
        TarCase("pax header before the end", ["tar-pax-malformed"], [pax(RawTar.record("path", "a"))]),
        TarCase(
            "two pax headers", ["tar-pax-malformed"],
            [
                pax(RawTar.record("path", "a")), pax(RawTar.record("path", "b")), RawTar.file("c"),
            ]),
        TarCase(
            "pax path and GNU long name", ["tar-pax-malformed"],
            [
                pax(RawTar.record("path", "a")), RawTar.extended("L", Array("b".utf8) + [0]), RawTar.file("c"),
            ]),
        TarCase(
            "GNU long name with a NUL inside", ["tar-path-nul"],
            [
                RawTar.extended("L", Array("a\u{0}b\u{0}".utf8)), RawTar.file("c"),
            ]),
        TarCase("extended header of 2 MiB", ["tar-limit"], [RawTar.header("x", type: "x", count: 2 << 20)]),
        TarCase(
            "overlay attributes", ["tar-xattr-overlay"],
            [
                pax(RawTar.record("SCHILY.xattr.trusted.overlay.opaque", "y")), RawTar.directory("a"),
            ]),
    ]

    static let paths: [TarCase] = [
        TarCase(
            "escapes", ["tar-path-escape", "tar-path-escape", "tar-path-escape", "tar-path-escape"],
            [
                RawTar.file("../a"), RawTar.file("a/../b"), RawTar.file(".."), RawTar.file("./../c"),
            ]),
        TarCase(
            "absolute", ["tar-path-absolute", "tar-path-absolute"], [RawTar.file("/etc/passwd"), RawTar.directory("/")]),
        TarCase("empty", ["tar-path-empty"], [RawTar.file("")]),
        TarCase(
            "too long", ["tar-path-length", "tar-path-length"],
            [
                pax(RawTar.record("path", String(repeating: "n", count: 256))), RawTar.file("n"),
                pax(RawTar.record("path", String(repeating: "d/", count: 2048) + "n")), RawTar.file("n"),
            ]),
        TarCase(
            "control characters", ["tar-path-unprintable", "tar-path-unprintable"],
            [
                RawTar.file("a\u{1b}[2J"), RawTar.file("b\u{202e}c"),
            ]),
        TarCase(
            "file with a slash at its end", ["tar-path-type", "tar-path-type"],
            [RawTar.file("a/"), RawTar.symlink("b/", "c")]),
        TarCase("root that is no directory", ["tar-root-type"], [RawTar.symlink(".", "/etc")]),
        TarCase(
            "twice", ["tar-duplicate-path", "tar-duplicate-path", "tar-duplicate-path"],
            [
                RawTar.file("a"), RawTar.file("./a"), RawTar.directory("d"), RawTar.directory("d/"),
                RawTar.symlink(".//a", "b"),
            ]),
        TarCase("the root twice", ["tar-duplicate-path"], [RawTar.directory("."), RawTar.directory("./")]),
        TarCase(
            "below a symbolic link", ["tar-path-through-link"], [RawTar.symlink("l", "/etc"), RawTar.file("l/passwd")]),
        TarCase(
            "a symbolic link above", ["tar-path-through-link"], [RawTar.file("l/passwd"), RawTar.symlink("l", "/etc")]),
        TarCase("below a file", ["tar-parent-not-directory"], [RawTar.file("f"), RawTar.file("f/g")]),
        TarCase("a file above", ["tar-parent-not-directory"], [RawTar.file("f/g"), RawTar.file("f")]),
        TarCase(
            "hard links out", ["tar-link-escape", "tar-link-escape"],
            [
                RawTar.hardLink("a", "../../etc/passwd"), RawTar.hardLink("b", "/etc/passwd"),
            ]),
        TarCase(
            "hard links to what is no file", ["tar-link-target", "tar-link-target", "tar-link-target"],
            [
                RawTar.directory("d"), RawTar.hardLink("a", "d"), RawTar.hardLink("b", "b"), RawTar.hardLink("c", ""),
            ]),
        TarCase("hard link to what comes later", ["tar-link-target"], [RawTar.hardLink("a", "b"), RawTar.file("b")]),
        TarCase(
            "hard link to a symbolic link", ["tar-link-to-symlink"],
            [RawTar.symlink("s", "t"), RawTar.hardLink("a", "s")]),
        TarCase("symbolic link to nothing", ["tar-link-target"], [RawTar.symlink("s", "")]),
        TarCase(
            "whiteouts of nothing", Array(repeating: "tar-whiteout-name", count: 4),
            [
                RawTar.empty(".wh."), RawTar.empty("d/.wh.."), RawTar.empty(".wh..."), RawTar.empty(".wh..wh.plnk"),
            ]),
        TarCase(
            "whiteouts that are no empty files", Array(repeating: "tar-whiteout-content", count: 4),
            [
                RawTar.file(".wh.a", "x"), RawTar.directory(".wh.b"), RawTar.symlink(".wh.c", "d"),
                RawTar.file("e/.wh..wh..opq", "x"),
            ]),
        TarCase("below a whiteout", ["tar-whiteout-name"], [RawTar.file(".wh.a/b")]),
        TarCase("whiteout of a sibling", ["tar-whiteout-sibling"], [RawTar.empty(".wh.a"), RawTar.file("a")]),
        TarCase(
            "one entry with a bad place and a bad target", ["tar-path-through-link", "tar-link-escape"],
            [RawTar.symlink("l", "x"), RawTar.hardLink("l/a", "../b")]),
        TarCase("one entry with two faults", ["tar-path-unprintable", "tar-path-type"], [RawTar.file("a\u{7}/")]),
        TarCase(
            "many faults", ["tar-path-escape", "tar-duplicate-path", "tar-pax-global", "tar-checksum"],
            [
                RawTar.file("../a"), RawTar.file("b"), RawTar.file("b"), RawTar.extended("g", []), broken { $0[0] = 1 },
            ]),
    ]
}
