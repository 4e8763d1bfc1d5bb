import Archive
import OCI
@testable import Verify

extension Corpus {
    private static func pax(_ records: [UInt8]...) -> [UInt8] { RawTar.extended("x", records.flatMap { $0 }) }

    private static func record(_ key: String, _ value: String) -> [UInt8] { RawTar.record(key, value) }

    private static let long = String(repeating: "d/", count: 90) + "name"

    static let tarTwins: [Damage] = [
        .tar("twin-tar-pax-size-repeated", [], pax(record("size", "1")), RawTar.file("a")),
        .tar("twin-tar-pax-path", [], pax(record("path", long)), RawTar.file("d")),
        .tar("twin-tar-pax-unknown-key", [], pax(record("comment", "x"), record("VENDOR.key", "y")), RawTar.file("a")),
        .tar("twin-tar-pax-mtime-fraction", [], pax(record("mtime", "1700000000.25")), RawTar.file("a")),
        .tar("twin-tar-mtime-negative", [], pax(record("mtime", "-1.25")), RawTar.file("a")),
        .tar("twin-tar-pax-uid-2^32-1", [], pax(record("uid", "4294967295")), RawTar.file("a")),
        .tar(
            "twin-tar-gnu-longname", [], RawTar.extended("L", Array(long.utf8) + [0]),
            RawTar.header("d", magic: "ustar  \u{0}")),
        .tar(
            "twin-tar-gnu-longname-and-longlink", [], RawTar.extended("K", Array(long.utf8) + [0]),
            RawTar.extended("L", Array("a".utf8) + [0]), RawTar.symlink("d", "t")),
        .tar("twin-tar-ustar-prefix", [], RawTar.header("file", prefix: "a/b/c")),
        .tar("twin-tar-v7", [], RawTar.header("a", type: "\u{0}", magic: "")),
        .tar("twin-tar-contiguous", [], RawTar.header("a", type: "7")),
        .tar("twin-tar-dotdot-look", [], RawTar.file("a/..."), RawTar.file("..b"), RawTar.file("c..")),
        .tar("twin-tar-dot-slash", [], RawTar.directory("./"), RawTar.directory("./d/"), RawTar.file("./d/f")),
        .tar("twin-tar-parents-implied", [], RawTar.file("deep/er/file")),
        .tar("twin-tar-directory-after-content", [], RawTar.file("d/f"), RawTar.directory("d")),
        .tar("twin-tar-component-255", [], pax(record("path", String(repeating: "n", count: 255))), RawTar.file("n")),
        .tar(
            "twin-tar-path-4000", [], pax(record("path", String(repeating: "d/", count: 2000) + "n")), RawTar.file("n")),
        .tar("twin-tar-unicode-name", [], RawTar.file("gr\u{f6}\u{df}e-\u{65e5}\u{672c}")),
        .tar("twin-tar-unicode-one-spelling", [], RawTar.file("caf\u{e9}"), RawTar.file("cafe")),
        .tar("twin-tar-case-differs", [], RawTar.file("a/Makefile"), RawTar.file("b/makefile")),
        .tar(
            "twin-tar-case-of-terminfo", [], RawTar.file("usr/share/terminfo/E/Eterm"),
            RawTar.file("usr/share/terminfo/e/eterm")),
        .tar("twin-tar-case-of-a-removed-file", [], RawTar.empty("etc/.wh.os-release"), RawTar.file("etc/OS-release")),
        .tar("twin-tar-symlink-absolute", [], RawTar.symlink("s", "/etc/passwd")),
        .tar("twin-tar-symlink-up", [], RawTar.symlink("a/s", "../../../etc/passwd")),
        .tar("twin-tar-symlink-dangling", [], RawTar.symlink("s", "nowhere")),
        .tar("twin-tar-symlink-to-symlink", [], RawTar.symlink("s", "t"), RawTar.symlink("t", "u")),
        .tar(
            "twin-tar-symlink-target-4095", [], pax(record("linkpath", String(repeating: "t", count: 4095))),
            RawTar.symlink("s", "t")),
        .tar("twin-tar-hardlink", [], RawTar.file("f"), RawTar.hardLink("h", "f"), RawTar.hardLink("i", "h")),
        .tar("twin-tar-hardlink-dot-slash", [], RawTar.file("./f"), RawTar.hardLink("./h", "./f")),
        .tar("twin-tar-hardlink-to-lower-layer", [], RawTar.hardLink("etc/copy", "etc/passwd")),
        .tar("twin-tar-whiteout", [], RawTar.empty("etc/.wh.motd")),
        .tar("twin-tar-whiteout-directory", [], RawTar.empty(".wh.tmp")),
        .tar("twin-tar-opaque", [], RawTar.empty("etc/.wh..wh..opq"), RawTar.file("etc/new")),
        .tar("twin-tar-opaque-after-children", [], RawTar.file("etc/new"), RawTar.empty("etc/.wh..wh..opq")),
        .tar("twin-tar-new-version", [], RawTar.file("etc/motd", "new")),
        .tar("twin-tar-symlink-over-a-file", [], RawTar.symlink("etc/motd", "passwd")),
        .tar("twin-tar-directory-after-whiteout-below", [], RawTar.empty("etc/.wh.motd"), RawTar.file("etc/motd2")),
        .tar("twin-tar-directory-again", [], RawTar.directory("etc"), RawTar.directory("usr/bin")),
        .tar("twin-tar-setuid-su", [], RawTar.header("usr/bin/su", mode: "0004755")),
        .tar("twin-tar-setgid-directory", [], RawTar.header("var/mail/", type: "5", mode: "0002775")),
        .tar("twin-tar-sticky-tmp", [], RawTar.header("var/tmp/", type: "5", mode: "0001777")),
        .tar("twin-tar-xattr-user", [], pax(record("SCHILY.xattr.user.note", "x")), RawTar.file("a")),
        .tar(
            "twin-tar-xattr-64k", [], pax(record("SCHILY.xattr.user.large", String(repeating: "v", count: 65536))),
            RawTar.file("a")),
        .tar(
            "twin-tar-xattr-capability-of-ping", [], pax(record("SCHILY.xattr.security.capability", "x")),
            RawTar.file("usr/bin/ping")),
        .tar("twin-tar-root-entry", [], RawTar.directory("."), RawTar.file("a")),
        .tar("twin-tar-symlink-mode-777", [], RawTar.header("s", type: "2", link: "t", mode: "0000777")),
    ]
}
