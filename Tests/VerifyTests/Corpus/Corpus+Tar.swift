import Archive
import OCI
@testable import Verify

extension Corpus {
    private static func broken(_ name: String = "a", _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var block = RawTar.header(name)
        change(&block)
        return block
    }

    private static func sealed(_ name: String = "a", _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        RawTar.sealed(broken(name, change))
    }

    private static func pax(_ records: [UInt8]...) -> [UInt8] { RawTar.extended("x", records.flatMap { $0 }) }

    private static func record(_ key: String, _ value: String) -> [UInt8] { RawTar.record(key, value) }

    private static let long = String(repeating: "d/", count: 90) + "name"
    private static let zeros = [UInt8](repeating: 0, count: 512)

    static let tarHeaders: [Damage] = [
        .tar("tar-bad-header-checksum", ["tar-checksum"], broken { $0[0] = UInt8(ascii: "b") }),
        .tar("tar-checksum-garbage", ["tar-checksum"], broken { $0[150] = UInt8(ascii: "z") }),
        .tar(
            "tar-checksum-signed-only", ["tar-checksum"],
            broken("gr\u{f6}\u{df}e") { block in
                // What tars of the eighties wrote: the sum of signed bytes.
                for index in 148..<156 { block[index] = 0x20 }
                let sum = block.reduce(0) { $0 + Int(Int8(bitPattern: $1)) }
                block.replaceSubrange(148..<155, with: Array((RawTar.octal(sum, 6) + "\u{0}").utf8))
            }),
        .tar("tar-magic-garbage", ["tar-header"], RawTar.header("a", magic: "ustarXX")),
        .tar("tar-mode-garbage", ["tar-header"], RawTar.header("a", mode: "0009999")),
        .tar("tar-uid-garbage", ["tar-header"], RawTar.header("a", uid: "12x4567")),
        .tar(
            "tar-uid-2^32", ["tar-header"], sealed { $0.replaceSubrange(108..<116, with: [0x80, 0, 0, 1, 0, 0, 0, 0]) }),
        .tar(
            "tar-uid-negative", ["tar-header"],
            sealed { $0.replaceSubrange(108..<116, with: repeatElement(0xff, count: 8)) }),
        .tar(
            "tar-negative-size", ["tar-size-negative"],
            sealed { $0.replaceSubrange(124..<136, with: repeatElement(0xff, count: 12)) }),
        .tar("tar-negative-size-digits", ["tar-size-negative"], RawTar.header("a", size: "-0000000001")),
        .tar(
            "tar-huge-size-field", ["tar-size-negative"],
            sealed { $0.replaceSubrange(124..<136, with: [0x80, 1] + repeatElement(0, count: 10)) }),
        .tar(
            "tar-size-2^63-1", ["tar-size-negative"],
            sealed { $0.replaceSubrange(124..<136, with: [0x80, 0, 0, 0, 0x7f] + repeatElement(0xff, count: 7)) }),
        .tar(
            "tar-size-8-exbibyte", ["tar-truncated"],
            sealed { $0.replaceSubrange(124..<136, with: [0x80, 0, 0, 0, 0x60] + repeatElement(0, count: 7)) }),
        .tar("tar-size-blank", ["tar-header"], RawTar.header("a", size: "           ")),
        .tar("tar-size-garbage", ["tar-header"], RawTar.header("a", size: "0000000001x")),
        .tar("tar-mtime-garbage", ["tar-header"], sealed { $0.replaceSubrange(136..<140, with: Array("yest".utf8)) }),
        .tar(
            "tar-device-number-garbage", ["tar-header"],
            sealed { $0.replaceSubrange(329..<332, with: Array("999".utf8)) }),
        .tar(
            "tar-truncated-in-header", ["tar-truncated"], RawTar.file("a"), Array(RawTar.header("b").prefix(100)),
            end: []),
        .tar("tar-truncated-in-data", ["tar-truncated"], RawTar.header("a", count: 4096), [1, 2, 3], end: []),
        .tar("tar-truncated-in-padding", ["tar-truncated"], Array(RawTar.file("a").dropLast(5)), end: []),
        .tar(
            "tar-truncated-in-longname", ["tar-truncated"], RawTar.header("L", type: "L", count: 600),
            Array(repeating: 0x61, count: 512), end: []),
        .tar(
            "tar-truncated-in-pax", ["tar-truncated"], RawTar.header("x", type: "x", count: 600),
            Array(repeating: 0x61, count: 512), end: []),
        .tar("tar-no-eof-blocks", ["tar-end-missing"], RawTar.file("a"), end: []),
        .tar("tar-one-zero-block", ["tar-end-missing"], RawTar.file("a"), end: zeros),
        .tar("tar-data-after-eof", ["tar-data-after-end"], RawTar.file("a"), end: RawTar.end + RawTar.file("hidden")),
        .tar(
            "tar-data-after-eof-late", ["tar-data-after-end"], RawTar.file("a"),
            end: RawTar.end + [UInt8](repeating: 0, count: 9000) + [1]),
        .tar("tar-entry-after-one-zero-block", ["tar-data-after-end"], RawTar.file("a"), zeros, RawTar.file("b")),
        .tar("tar-padding-not-zero", ["tar-padding"], RawTar.header("a", count: 1), Array(repeating: 0x61, count: 512)),
        .tar(
            "tar-unknown-typeflag", ["tar-type-unknown"], RawTar.header("a", type: "Z", count: 600),
            Array(repeating: 0, count: 1024)),
        .tar("tar-typeflag-multivolume", ["tar-disagreement", "tar-type-unknown"], RawTar.header("a", type: "M")),
        .tar("tar-typeflag-volume-header", ["tar-disagreement", "tar-type-unknown"], RawTar.header("a", type: "V")),
        .tar(
            "tar-typeflag-dumpdir", ["tar-disagreement", "tar-path-type", "tar-type-unknown"],
            RawTar.header("a/", type: "D")),
        .tar("tar-typeflag-solaris-acl", ["tar-disagreement", "tar-type-unknown"], RawTar.header("a", type: "A")),
        .tar("tar-gnu-sparse", ["tar-sparse"], RawTar.header("a", type: "S", magic: "ustar  \u{0}")),
        .tar(
            "tar-gnu-sparse-fields-in-a-file", ["tar-sparse"],
            RawTar.sealed(
                {
                    var block = RawTar.header("a", magic: "ustar  \u{0}");
                    block.replaceSubrange(386..<397, with: Array("00000001000".utf8)); return block
                }())),
        .tar(
            "tar-gnu-real-size-in-a-file", ["tar-sparse"],
            RawTar.sealed(
                {
                    var block = RawTar.header("a", magic: "ustar  \u{0}");
                    block.replaceSubrange(483..<494, with: Array("00000001000".utf8)); return block
                }())),
        .tar(
            "tar-pax-sparse-0.0", ["tar-sparse"],
            pax(record("GNU.sparse.size", "9"), record("GNU.sparse.numblocks", "0")), RawTar.file("a")),
        .tar(
            "tar-pax-sparse-1.0", ["tar-sparse"], pax(record("GNU.sparse.major", "1"), record("GNU.sparse.minor", "0")),
            RawTar.file("a")),
        .tar(
            "tar-sparse-huge-logical", ["tar-sparse"], pax(record("GNU.sparse.realsize", "1099511627776")),
            RawTar.file("a")),
        .tar("tar-dir-with-size", ["tar-size-type"], RawTar.header("d/", type: "5", count: 512)),
        .tar("tar-symlink-with-size", ["tar-size-type"], RawTar.header("s", type: "2", link: "t", count: 1024)),
        .tar(
            "tar-hardlink-with-size", ["tar-size-type"], RawTar.file("f"),
            RawTar.header("h", type: "1", link: "f", count: 9)),
        .tar("tar-fifo-with-size", ["tar-size-type"], RawTar.header("p", type: "6", count: 9)),
        .tar("tar-pax-global-header", ["tar-pax-global"], RawTar.extended("g", record("path", "x")), RawTar.file("a")),
        .tar("tar-pax-global-size", ["tar-pax-global"], RawTar.extended("g", record("size", "1024")), RawTar.file("a")),
        .tar(
            "tar-pax-global-git", ["tar-pax-global"], RawTar.extended("g", record("comment", "3f2a")), RawTar.file("a")),
        .tar(
            "tar-pax-size-smuggle", ["tar-size-disagree"], pax(record("size", "1024")), RawTar.empty("a"),
            RawTar.file("hidden")),
        .tar("tar-pax-zero-ustar-size", ["tar-size-disagree"], pax(record("size", "0")), RawTar.file("a")),
        .tar("tar-pax-size-off-by-one", ["tar-size-disagree"], pax(record("size", "2")), RawTar.file("a")),
        .tar("tar-pax-size-negative", ["tar-size-negative"], pax(record("size", "-1")), RawTar.file("a")),
        .tar("tar-pax-size-garbage", ["tar-pax-malformed"], pax(record("size", "12x")), RawTar.file("a")),
        .tar("tar-pax-size-hex", ["tar-pax-malformed"], pax(record("size", "0x1")), RawTar.file("a")),
        .tar("tar-pax-size-blank", ["tar-pax-malformed"], pax(record("size", " 1")), RawTar.file("a")),
        .tar(
            "tar-pax-size-overflow", ["tar-pax-malformed"], pax(record("size", "99999999999999999999")),
            RawTar.file("a")),
        .tar("tar-pax-uid-garbage", ["tar-pax-malformed"], pax(record("uid", "root")), RawTar.file("a")),
        .tar("tar-pax-uid-2^32", ["tar-header"], pax(record("uid", "4294967296")), RawTar.file("a")),
        .tar("tar-pax-mtime-garbage", ["tar-pax-malformed"], pax(record("mtime", "now")), RawTar.file("a")),
        .tar("tar-pax-dup-key", ["tar-pax-malformed"], pax(record("path", "a"), record("path", "b")), RawTar.file("a")),
        .tar(
            "tar-pax-dup-size", ["tar-pax-malformed"], pax(record("size", "1"), record("size", "1")), RawTar.file("a")),
        .tar("tar-pax-badlen-short", ["tar-pax-malformed"], pax(Array("6 path=a\n".utf8)), RawTar.file("a")),
        .tar("tar-pax-badlen-long", ["tar-pax-malformed"], pax(Array("99 path=a\n".utf8)), RawTar.file("a")),
        .tar("tar-pax-badlen-zero-before", ["tar-pax-malformed"], pax(Array("010 path=a\n".utf8)), RawTar.file("a")),
        .tar("tar-pax-badlen-none", ["tar-pax-malformed"], pax(Array(" path=a\n".utf8)), RawTar.file("a")),
        .tar("tar-pax-badlen-zero", ["tar-pax-malformed"], pax(Array("0 path=a\n".utf8)), RawTar.file("a")),
        .tar("tar-pax-no-line-end", ["tar-pax-malformed"], pax(Array("10 path=abX".utf8)), RawTar.file("a")),
        .tar("tar-pax-no-equals", ["tar-pax-malformed"], pax(Array("9 patha\n".utf8)), RawTar.file("a")),
        .tar("tar-pax-empty-key", ["tar-pax-malformed"], pax(Array("5 =a\n".utf8)), RawTar.file("a")),
        .tar("tar-pax-nul-in-key", ["tar-pax-malformed"], pax(record("pa\u{0}th", "a")), RawTar.file("a")),
        .tar("tar-pax-zeros-behind", ["tar-pax-malformed"], pax(record("path", "b") + [0, 0]), RawTar.file("a")),
        .tar("tar-pax-before-the-end", ["tar-pax-malformed"], pax(record("path", "a"))),
        .tar(
            "tar-pax-twice", ["tar-pax-malformed"], pax(record("path", "a")), pax(record("path", "b")), RawTar.file("c")
        ),
        .tar(
            "tar-pax-then-gnu-longname", ["tar-pax-malformed"], pax(record("path", "a")),
            RawTar.extended("L", Array("b".utf8) + [0]), RawTar.file("c")),
        .tar(
            "tar-gnu-longname-then-pax", ["tar-pax-malformed"], RawTar.extended("L", Array("b".utf8) + [0]),
            pax(record("path", "a")), RawTar.file("c")),
        .tar(
            "tar-gnu-longname-twice", ["tar-pax-malformed"], RawTar.extended("L", Array("b".utf8) + [0]),
            RawTar.extended("L", Array("c".utf8) + [0]), RawTar.file("c")),
        .tar(
            "tar-gnu-longlink-twice", ["tar-pax-malformed"], RawTar.extended("K", Array("b".utf8) + [0]),
            RawTar.extended("K", Array("c".utf8) + [0]), RawTar.symlink("c", "d")),
        .tar("tar-gnu-longname-at-end", ["tar-pax-malformed"], RawTar.extended("L", Array("b".utf8) + [0])),
        .tar(
            "tar-gnu-longname-nul", ["tar-path-nul"], RawTar.extended("L", Array("a\u{0}b\u{0}".utf8)), RawTar.file("c")
        ),
        .tar("tar-gnu-longname-2MiB", ["tar-limit"], RawTar.header("L", type: "L", count: 2 << 20)),
        .tar("tar-pax-of-gigabytes", ["tar-limit"], RawTar.header("x", type: "x", size: "77777777777")),
        .tar(
            "tar-pax-negative-length", ["tar-size-negative"],
            RawTar.sealed(
                {
                    var block = RawTar.header("x", type: "x");
                    block.replaceSubrange(124..<136, with: repeatElement(0xff, count: 12)); return block
                }())),
    ]

    static let tarNames: [Damage] = [
        .tar("tar-dotdot-file", ["tar-path-escape"], RawTar.file("../a")),
        .tar("tar-dotdot-inside", ["tar-path-escape"], RawTar.file("a/../b")),
        .tar("tar-dotdot-alone", ["tar-path-escape"], RawTar.directory("..")),
        .tar("tar-dotdot-in-pax", ["tar-path-escape"], pax(record("path", "../../etc/passwd")), RawTar.file("a")),
        .tar(
            "tar-dotdot-in-gnu-longname", ["tar-path-escape"],
            RawTar.extended("L", Array("../../etc/passwd".utf8) + [0]), RawTar.file("a")),
        .tar("tar-dotdot-in-prefix", ["tar-path-escape"], RawTar.header("passwd", prefix: "../etc")),
        .tar("tar-absolute-file", ["tar-path-absolute"], RawTar.file("/etc/passwd")),
        .tar("tar-absolute-root", ["tar-path-absolute"], RawTar.directory("/")),
        .tar("tar-absolute-double-slash", ["tar-path-absolute"], RawTar.file("//a")),
        .tar("tar-empty-name", ["tar-disagreement", "tar-path-empty"], RawTar.file("")),
        .tar(
            "tar-empty-name-in-pax", ["tar-disagreement", "tar-path-empty"], pax(record("path", "")), RawTar.file("a")),
        .tar("tar-pax-nul-in-path", ["tar-path-nul"], pax(record("path", "a\u{0}b")), RawTar.file("a")),
        .tar(
            "tar-component-256", ["tar-path-length"], pax(record("path", String(repeating: "n", count: 256))),
            RawTar.file("n")),
        .tar(
            "tar-deep-path", ["tar-disagreement", "tar-path-length"],
            pax(record("path", String(repeating: "d/", count: 2048) + "n")),
            RawTar.file("n")),
        .tar(
            "tar-symlink-target-4096", ["tar-path-length"],
            pax(record("linkpath", String(repeating: "t", count: 4096))), RawTar.symlink("s", "t")),
        .tar("tar-control-chars-name", ["tar-path-unprintable"], RawTar.file("a\u{1b}[2Jb")),
        .tar("tar-newline-name", ["tar-path-unprintable"], RawTar.file("a\nb")),
        .tar("tar-bidi-name", ["tar-path-unprintable"], RawTar.file("a\u{202e}txt.exe")),
        .tar("tar-zero-width-name", ["tar-path-unprintable"], RawTar.file("pass\u{200b}wd")),
        .tar("tar-invalid-utf8-name", ["tar-path-unprintable"], sealed { $0[0] = 0xff }),
        .tar(
            "tar-unicode-nfc-nfd-collision", ["tar-path-lookalike"], RawTar.file("caf\u{e9}"),
            RawTar.file("cafe\u{301}")),
        .tar("tar-file-with-slash", ["tar-disagreement", "tar-path-type"], RawTar.file("a/")),
        .tar("tar-symlink-with-slash", ["tar-path-type"], RawTar.symlink("b/", "c")),
        .tar("tar-root-symlink", ["tar-root-type"], RawTar.symlink(".", "/etc")),
        .tar("tar-root-file", ["tar-disagreement", "tar-root-type"], RawTar.file("./")),
        .tar("tar-duplicate-entry", ["tar-duplicate-path"], RawTar.file("a"), RawTar.file("a", "other")),
        .tar("tar-duplicate-alias-dotslash", ["tar-duplicate-path"], RawTar.file("a"), RawTar.file("./a")),
        .tar("tar-duplicate-alias-double-slash", ["tar-duplicate-path"], RawTar.file("d/a"), RawTar.file("d//a")),
        .tar("tar-duplicate-alias-dot-inside", ["tar-duplicate-path"], RawTar.file("d/a"), RawTar.file("d/./a")),
        .tar("tar-duplicate-directory", ["tar-duplicate-path"], RawTar.directory("d"), RawTar.directory("d/")),
        .tar("tar-duplicate-root", ["tar-duplicate-path"], RawTar.directory("."), RawTar.directory("./")),
        .tar("tar-dir-then-symlink", ["tar-duplicate-path"], RawTar.directory("d"), RawTar.symlink("d", "/etc")),
        .tar("tar-file-then-dir", ["tar-duplicate-path"], RawTar.file("d"), RawTar.directory("d")),
        .tar("tar-symlink-then-write", ["tar-path-through-link"], RawTar.symlink("l", "/etc"), RawTar.file("l/passwd")),
        .tar(
            "tar-symlink-then-write-deep", ["tar-path-through-link"], RawTar.symlink("a/l", ".."),
            RawTar.file("a/l/b/c")),
        .tar("tar-write-then-symlink", ["tar-path-through-link"], RawTar.file("l/passwd"), RawTar.symlink("l", "/etc")),
        .tar("tar-below-file", ["tar-parent-not-directory"], RawTar.file("f"), RawTar.file("f/g")),
        .tar("tar-file-above", ["tar-parent-not-directory"], RawTar.file("f/g"), RawTar.file("f")),
    ]

    static let tarLinks: [Damage] = [
        .tar("tar-hardlink-outside", ["tar-link-escape"], RawTar.hardLink("a", "../../etc/passwd")),
        .tar("tar-hardlink-absolute", ["tar-link-escape"], RawTar.hardLink("a", "/etc/passwd")),
        .tar("tar-hardlink-dotdot-inside", ["tar-link-escape"], RawTar.file("b"), RawTar.hardLink("a", "d/../b")),
        .tar("tar-hardlink-missing-target", ["tar-link-target"], RawTar.hardLink("a", "nowhere")),
        .tar("tar-hardlink-to-dir", ["tar-link-target"], RawTar.directory("d"), RawTar.hardLink("a", "d")),
        .tar("tar-hardlink-to-itself", ["tar-link-target"], RawTar.hardLink("a", "a")),
        .tar("tar-hardlink-cycle", ["tar-link-target"], RawTar.hardLink("a", "b"), RawTar.hardLink("b", "a")),
        .tar("tar-hardlink-to-later", ["tar-link-target"], RawTar.hardLink("a", "b"), RawTar.file("b")),
        .tar("tar-hardlink-empty", ["tar-disagreement", "tar-link-target"], RawTar.hardLink("a", "")),
        .tar("tar-hardlink-to-symlink", ["tar-link-to-symlink"], RawTar.symlink("s", "t"), RawTar.hardLink("a", "s")),
        .tar(
            "tar-hardlink-to-device", ["tar-device", "tar-link-target"], RawTar.header("c", type: "3"),
            RawTar.hardLink("a", "c")),
        .tar(
            "tar-hardlink-to-whiteout", ["tar-link-target", "tar-whiteout-nothing"], RawTar.empty("d/.wh.x"),
            RawTar.hardLink("a", "d/.wh.x")),
        .tar(
            "tar-hardlink-whited-out", ["tar-link-target"], RawTar.empty("etc/.wh.motd"),
            RawTar.hardLink("a", "etc/motd")),
        .tar("tar-symlink-empty", ["tar-link-target"], RawTar.symlink("s", "")),
        .tar("tar-symlink-nul", ["tar-path-nul"], pax(record("linkpath", "a\u{0}b")), RawTar.symlink("s", "t")),
        .tar("tar-whiteout-bare", ["tar-whiteout-name"], RawTar.empty("d/.wh.")),
        .tar("tar-whiteout-of-dot", ["tar-whiteout-name"], RawTar.empty("d/.wh..")),
        .tar("tar-whiteout-of-root-dotdot", ["tar-whiteout-name"], RawTar.empty(".wh...")),
        .tar("tar-whiteout-aufs", ["tar-whiteout-name"], RawTar.empty(".wh..wh.plnk")),
        .tar("tar-whiteout-escape", ["tar-path-escape"], RawTar.empty("../.wh.etc")),
        .tar("tar-whiteout-with-content", ["tar-whiteout-content"], RawTar.file("etc/.wh.motd", "x")),
        .tar("tar-whiteout-nonregular", ["tar-whiteout-content"], RawTar.directory("etc/.wh.motd")),
        .tar("tar-whiteout-symlink", ["tar-whiteout-content"], RawTar.symlink("etc/.wh.motd", "x")),
        .tar("tar-opaque-with-content", ["tar-whiteout-content"], RawTar.file("etc/.wh..wh..opq", "x")),
        .tar("tar-below-whiteout", ["tar-whiteout-name"], RawTar.file(".wh.a/b")),
        .tar(
            "tar-whiteout-same-layer", ["tar-whiteout-sibling"], RawTar.empty("etc/.wh.motd"), RawTar.file("etc/motd")),
        .tar("tar-whiteout-of-nothing", ["tar-whiteout-nothing"], RawTar.empty("etc/.wh.shadow")),
        .tar(
            "tar-whiteout-via-symlink", ["tar-path-through-link", "tar-whiteout-nothing"], RawTar.symlink("l", "/etc"),
            RawTar.empty("l/.wh.passwd")),
    ]
}
