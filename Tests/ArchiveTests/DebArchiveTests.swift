import Archive
import Synchronization
import SystemPackage
import TestSupport
import Testing

struct DebArchiveTests {
    private static let control = "Package: demo\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b.c>\nDescription: d\n"

    /// Makes a package `a.deb` with dpkg's own tool.
    private static func build(in directory: FilePath, compression: String) async throws -> FilePath {
        try await Tool("sh")(
            "-euc",
            """
            umask 022; mkdir -p r/DEBIAN r/usr/bin r/etc
            printf '%s' "$1" > r/DEBIAN/control
            head -c 300000 /dev/zero > r/usr/bin/tool; chmod 4755 r/usr/bin/tool
            ln r/usr/bin/tool r/usr/bin/twin; ln -s ../usr r/etc/link; printf hi > r/etc/naïve
            find r -exec touch -h -d @1700000000 {} +
            """, "sh", control, in: directory)
        let file = directory.appending("a.deb")
        try await Tool("dpkg-deb")(
            "--root-owner-group", "-Z\(compression)", "--build", "r", file.string,
            environment: ["SOURCE_DATE_EPOCH": "1700000000"], in: directory)
        return file
    }

    private static func describe(_ reader: consuming ArchiveReader) throws -> [String] {
        var lines: [String] = []
        while let entry = try reader.next() {
            var size: Int64 = 0
            try reader.readData { size += Int64($0.count) }
            #expect(size == entry.size)
            let kind =
                switch entry.kind {
                case .symbolicLink(let target), .hardLink(let target): String(decoding: target, as: UTF8.self)
                case .directory: "directory"
                default: "\(entry.size)"
                }
            lines.append(
                "\(String(decoding: entry.path, as: UTF8.self)) \(kind) \(String(entry.mode, radix: 8)) "
                    + "\(entry.owner.user):\(entry.owner.group) \(entry.modified)")
        }
        return lines
    }

    private static func readThrough(_ file: FilePath) throws {
        let deb = try DebArchive(file)
        _ = try describe(deb.openControl())
        _ = try describe(deb.openData())
    }

    @Test(arguments: ["xz", "zstd", "gzip", "none"])
    func `reads what dpkg-deb builds`(compression: String) async throws {
        try await withTemporaryDirectory { directory in
            let file = try await Self.build(in: directory, compression: compression)
            let deb = try DebArchive(file)
            #expect(
                try Self.describe(deb.openData()).sorted() == [
                    "./ directory 755 0:0 1700000000", "./etc/ directory 755 0:0 1700000000",
                    "./etc/link ../usr 777 0:0 1700000000", "./etc/naïve 2 644 0:0 1700000000",
                    "./usr/ directory 755 0:0 1700000000", "./usr/bin/ directory 755 0:0 1700000000",
                    "./usr/bin/tool 300000 4755 0:0 1700000000",
                    "./usr/bin/twin ./usr/bin/tool 4755 0:0 1700000000",
                ])
            var reader = try deb.openControl()
            var found = ""
            while let entry = try reader.next() {
                if try entry.relativePath() == TarPath("control") {
                    found = try String(decoding: reader.data(limit: 1 << 20), as: UTF8.self)
                }
            }
            #expect(found == Self.control)
            #expect(try reader.next() == nil)
        }
    }

    @Test func `tells the same contents as dpkg-deb`() async throws {
        try await withTemporaryDirectory { directory in
            let file = try await Self.build(in: directory, compression: "xz")
            let listed = try await Tool("dpkg-deb")("-c", file.string, environment: ["TZ": "UTC", "LC_ALL": "C.UTF-8"])
            let theirs = String(decoding: listed, as: UTF8.self).split(separator: "\n")
                .compactMap {
                    $0.split(separator: " ", omittingEmptySubsequences: true).dropFirst(5).first.map(String.init)
                }
            let ours = try Self.describe(DebArchive(file).openData())
                .compactMap { $0.split(separator: " ").first.map(String.init) }
            #expect(ours == theirs)
        }
    }

    @Test(arguments: ["xz", "zstd", "gzip", "none"])
    func `refuses a package that is cut anywhere`(compression: String) async throws {
        try await withTemporaryDirectory { directory in
            let bytes = try await read(Self.build(in: directory, compression: compression))
            let cut = directory.appending("cut.deb")
            let step = max(1, bytes.count / 150)
            // The last byte may be no more than padding.
            for count in stride(from: 0, to: bytes.count - 1, by: step) {
                try write(Array(bytes[..<count]), to: cut)
                #expect(throws: ArchiveError.self) { try Self.readThrough(cut) }
            }
        }
    }

    @Test(arguments: ["xz", "zst", "gz", "none"])
    func `refuses an inner archive that is cut or damaged`(suffix: String) async throws {
        let compression = suffix == "zst" ? "zstd" : suffix == "gz" ? "gzip" : suffix
        try await withTemporaryDirectory { directory in
            let file = try await Self.build(in: directory, compression: compression)
            let member = suffix == "none" ? "data.tar" : "data.tar.\(suffix)"
            try await Tool("ar")("x", file.string, in: directory)
            let data = try read(directory.appending(member))
            var variants = [data.count / 2, 20, 0].map { Array(data[..<$0]) }
            // Of a plain tar at an entry's border too, which some readers take for its end.
            variants += suffix == "none" ? [Array(data[..<1536]), Array(data.dropLast(10240))] : []
            if suffix != "none" {
                var flipped = data
                flipped[data.count / 2] ^= 0x55
                variants.append(flipped)
            }
            for variant in variants {
                try write(variant, to: directory.appending(member))
                try await Tool("ar")("r", file.string, member, in: directory)
                #expect(throws: ArchiveError.self) { try Self.readThrough(file) }
            }
        }
    }

    private final class Shown: Sendable {
        let bytes = Mutex<[UInt8]>([])

        func add(_ more: UnsafeRawBufferPointer) { bytes.withLock { $0 += more } }
    }

    @Test(arguments: ["xz", "zstd", "gzip", "none"])
    func `an observer is shown the whole package in order while it is read`(compression: String) async throws {
        try await withTemporaryDirectory { directory in
            let file = try await Self.build(in: directory, compression: compression)
            // Members of others may follow.
            try write(try read(file) + Self.ar([("_more", [1, 2, 3])]).dropFirst(8), to: file)
            let shown = Shown()
            let deb = try DebArchive(file) { shown.add($0) }
            _ = try Self.describe(deb.openControl())
            _ = try Self.describe(deb.openData())
            #expect(try deb.finishObservation())
            #expect(try shown.bytes.withLock { $0 } == read(file))
        }
    }

    @Test(arguments: [false, true])
    func `an observation does not hold where a package changed since its outline was read, or is read twice`(
        isChanged: Bool
    ) async throws {
        try await withTemporaryDirectory { directory in
            let file = try await Self.build(in: directory, compression: "xz")
            let shown = Shown()
            let deb = try DebArchive(file) { shown.add($0) }
            if isChanged {
                // The date in the header of `control.tar`, which nothing reads.
                let descriptor = try FileDescriptor.open(file, .readWrite)
                defer { try? descriptor.close() }
                _ = try descriptor.writeAll(toAbsoluteOffset: 72 + 16, "9".utf8)
            } else {
                _ = try Self.describe(deb.openControl())
            }
            _ = try Self.describe(deb.openControl())
            _ = try Self.describe(deb.openData())
            #expect(try !deb.finishObservation())
        }
    }

    private static func ar(_ members: [(String, [UInt8])]) -> [UInt8] {
        members.reduce(Array("!<arch>\n".utf8)) { archive, member in
            func field(_ text: String, _ width: Int) -> String {
                text + String(repeating: " ", count: width - text.utf8.count)
            }
            let header =
                field(member.0, 16) + field("0", 12) + field("0", 6) + field("0", 6) + field("100644", 8)
                + field("\(member.1.count)", 10) + "`\n"
            return archive + Array(header.utf8) + member.1 + (member.1.count % 2 == 0 ? [] : [0x0a])
        }
    }

    @Test func `refuses what is no package`() throws {
        let (version, tar) = (Array("2.0\n".utf8), [UInt8](repeating: 0, count: 1024))
        let rows: [(ArchiveError.DebFault?, [UInt8])] = [
            (nil, Self.ar([("debian-binary", version), ("control.tar", tar), ("data.tar", tar)])),
            (
                nil,
                Self.ar([("debian-binary/", version), ("_x", [1]), ("control.tar/", tar), ("data.tar", tar), ("y", [])])
            ),
            (.notAnArchive, Array("!<thin>\n".utf8)),
            (.notAnArchive, []),
            (.version, Self.ar([])),
            (.version, Self.ar([("control.tar", tar), ("data.tar", tar)])),
            (.version, Self.ar([("debian-binary", Array("3.0\n".utf8)), ("control.tar", tar), ("data.tar", tar)])),
            (.members, Self.ar([("debian-binary", version), ("data.tar", tar), ("control.tar", tar)])),
            (.members, Self.ar([("debian-binary", version), ("control.tar", tar)])),
            (
                .members,
                Self.ar([("debian-binary", version), ("control.tar", tar), ("data.tar", tar), ("data.tar.xz", tar)])
            ),
            (
                .compression(member: "data.tar.lz"),
                Self.ar([("debian-binary", version), ("control.tar", tar), ("data.tar.lz", tar)])
            ),
            (.header(offset: 8), Array(("!<arch>\n" + String(repeating: "x", count: 60)).utf8)),
            (.header(offset: 8), Array(("!<arch>\n" + String(repeating: " ", count: 58) + "`\n").utf8)),
        ]
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.deb")
            for (fault, bytes) in rows {
                try write(bytes, to: file)
                if let fault {
                    #expect(throws: ArchiveError.deb(file, fault)) { try Self.readThrough(file) }
                } else {
                    try Self.readThrough(file)
                }
            }
        }
    }

    @Test func `takes a compression only from the member's name`() throws {
        let (version, tar) = (Array("2.0\n".utf8), [UInt8](repeating: 0, count: 1024))
        let gzip = try CompressorTests.compress(tar, .gzip)
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.deb")
            try write(Self.ar([("debian-binary", version), ("control.tar", tar), ("data.tar.xz", gzip)]), to: file)
            #expect(throws: ArchiveError.self) { try Self.readThrough(file) }
        }
    }
}
