import Archive
import OCI
@testable import Verify

extension Corpus {
    private static func pax(_ records: [UInt8]...) -> [UInt8] { RawTar.extended("x", records.flatMap { $0 }) }

    private static func record(_ key: String, _ value: String) -> [UInt8] { RawTar.record(key, value) }

    static let tarPowers: [Damage] = [
        .tar("tar-device-node", ["tar-device"], RawTar.header("null", type: "3")),
        .tar("tar-blockdev-disk", ["tar-device"], RawTar.header("sda", type: "4")),
        .tar("tar-fifo", ["tar-device"], RawTar.header("pipe", type: "6")),
        .tar("tar-setuid-root", ["tar-set-id"], RawTar.header("usr/bin/shell", mode: "0004755")),
        .tar("tar-setgid", ["tar-set-id"], RawTar.header("opt/tool", mode: "0002755")),
        .tar("tar-setuid-in-bin-of-another-name", ["tar-set-id"], RawTar.header("usr/bin/su2", mode: "0004755")),
        .tar("tar-world-writable-dir", ["tar-world-writable"], RawTar.header("opt/spool/", type: "5", mode: "0000777")),
        .tar("tar-world-writable-file", ["tar-world-writable"], RawTar.header("opt/rc", mode: "0000666")),
        .tar("tar-sticky-missing-tmp", ["tar-world-writable"], RawTar.header("var/tmp/", type: "5", mode: "0000777")),
        .tar(
            "tar-xattr-capability", ["tar-capability"], pax(record("SCHILY.xattr.security.capability", "x")),
            RawTar.file("a")),
        .tar(
            "tar-xattr-capability-libarchive", ["tar-capability"],
            pax(record("LIBARCHIVE.xattr.security.capability", "AQAAAg")), RawTar.file("a")),
        .tar(
            "tar-xattr-overlay-opaque", ["tar-xattr-overlay"], pax(record("SCHILY.xattr.trusted.overlay.opaque", "y")),
            RawTar.directory("a")),
        .tar(
            "tar-xattr-overlay-redirect", ["tar-xattr-overlay"],
            pax(record("SCHILY.xattr.trusted.overlay.redirect", "/etc")), RawTar.directory("a")),
        .tar(
            "tar-xattr-overlay-user", ["tar-xattr-overlay"], pax(record("SCHILY.xattr.user.overlay.opaque", "y")),
            RawTar.directory("a")),
        .tar(
            "tar-xattr-overlay-quoted", ["tar-xattr-overlay"],
            pax(record("LIBARCHIVE.xattr.trusted.overl%61y.opaque", "eQ")), RawTar.directory("a")),
        .tar(
            "tar-xattr-security-ima", ["tar-xattr-security"], pax(record("SCHILY.xattr.security.ima", "x")),
            RawTar.file("a")),
        .tar(
            "tar-xattr-security-selinux", ["tar-xattr-security"],
            pax(record("SCHILY.xattr.security.selinux", "system_u:object_r:etc_t:s0")), RawTar.file("a")),
        .tar(
            "tar-xattr-64k+1", ["tar-xattr-limit"],
            pax(record("SCHILY.xattr.user.large", String(repeating: "v", count: 65537))), RawTar.file("a")),
        .tar(
            "tar-xattr-name-256", ["tar-xattr-limit"],
            pax(record("SCHILY.xattr.user." + String(repeating: "n", count: 251), "v")), RawTar.file("a")),
        .tar(
            "tar-xattr-nul-name", ["tar-pax-malformed"], pax(record("SCHILY.xattr.user.a\u{0}b", "v")), RawTar.file("a")
        ),
    ]

    static let tarStack: [Damage] = [
        Damage(
            "tar-symlink-cross-layer", ["tar-lower-parent"],
            edit: { image in
                image.layers[1].tar = RawTar.symlink("l", "/etc") + RawTar.end
                image.layers[2].tar = RawTar.file("l/passwd") + RawTar.end
            }),
        .tar("tar-below-a-lower-file", ["tar-lower-parent"], RawTar.file("etc/motd/x")),
        .tar(
            "tar-whiteout-via-lower-symlink", ["tar-lower-parent", "tar-whiteout-nothing"],
            RawTar.empty("usr/bin/run/.wh.x")),
        .tar("tar-directory-over-a-file", ["tar-type-change"], RawTar.directory("etc/motd")),
        .tar("tar-file-over-a-directory", ["tar-type-change"], RawTar.file("tmp")),
        .tar("tar-symlink-over-a-directory", ["tar-type-change"], RawTar.symlink("etc", "/tmp")),
        Damage(
            "tar-hardlink-below-opaque", ["tar-link-target"],
            edit: { image in
                image.layers[1].tar = RawTar.empty("etc/.wh..wh..opq") + RawTar.hardLink("a", "etc/passwd") + RawTar.end
            }),
        Damage(
            "tar-hardlink-to-upper-layer", ["tar-link-target"],
            edit: { image in
                image.layers[1].tar = RawTar.hardLink("a", "srv/smoke") + RawTar.end
            }),
        Damage(
            "layers-swapped", ["layer-diffid", "tar-whiteout-nothing"],
            edit: { image in
                let digests = image.layers.map { Digest(of: $0.tar).hex }
                image.layers.swapAt(0, 1)
                image.editConfig = {
                    $0.swapping(digests[1], "#").swapping(digests[0], digests[1]).swapping("#", digests[0])
                }
            }),
        Damage(
            "diffid-swapped", ["layer-diffid"],
            edit: { image in
                let digests = image.layers.map { Digest(of: $0.tar).hex }
                image.editConfig = {
                    $0.swapping(digests[0], "#").swapping(digests[1], digests[0]).swapping("#", digests[1])
                }
            }),
        Damage(
            "diffid-wrong", ["layer-diffid"],
            edit: { image in
                let digest = Digest(of: image.layers[1].tar).hex
                image.editConfig = { $0.swapping(digest, Digest(of: [1]).hex) }
            }),
        Damage(
            "diffid-is-the-blob", ["layer-diffid"],
            edit: { image in
                let tar = image.layers[0].tar
                let blob = try Digest(of: RawStream.gzip(tar)).hex
                image.editConfig = { $0.swapping(Digest(of: tar).hex, blob) }
            }),
        Damage(
            "diffid-missing", ["diffid-count"],
            edit: { image in
                let digest = Digest(of: image.layers[2].tar)
                image.editConfig = { $0.swapping(",\"\(digest)\"", "") }
            }),
        Damage(
            "diffid-extra", ["diffid-count"],
            edit: { image in
                let digest = Digest(of: image.layers[2].tar)
                image.editConfig = { $0.swapping("\"\(digest)\"", "\"\(digest)\",\"\(digest)\"") }
            }),
        Damage(
            "diffid-uppercase", ["json-member"],
            edit: { image in
                let digest = Digest(of: image.layers[2].tar).hex
                image.editConfig = { $0.swapping(digest, digest.uppercased()) }
            }),
        Damage(
            "diffid-null", ["json-member"],
            edit: { image in
                let digest = Digest(of: image.layers[2].tar)
                image.editConfig = { $0.swapping("\"\(digest)\"", "null") }
            }),
        Damage(
            "diffids-none", ["diffid-count"],
            edit: { image in
                let digests = image.layers.map { "\"\(Digest(of: $0.tar))\"" }.joined(separator: ",")
                image.editConfig = { $0.swapping(digests, "") }
            }),
    ]
}
