import Archive
import SystemPackage
import TestSupport
import Testing

struct ArchiveReaderTests {
    private static func write(_ entries: [TarEntry], to file: FilePath, compression: Compression = .none) throws {
        let sink = Sink()
        var writer = TarWriter(output: sink.take)
        for entry in entries {
            try writer.append(entry) { try $0.write(noise(Int(entry.contentSize))) }
        }
        try writer.finish()
        try ArchiveTests.write(CompressorTests.compress(sink.bytes, compression), to: file)
    }

    private static func entry(
        _ path: String, _ kind: TarEntry.Kind, owner: TarOwner = .root, modified: Int64 = 5,
        attributes: [TarAttribute] = []
    ) throws -> TarEntry {
        try TarEntry(
            path: TarPath(path), kind: kind, mode: 0o644, owner: owner, modified: modified, attributes: attributes)
    }

    /// Entries as our own writer would write them again.
    private static func rewrite(_ entry: ArchiveEntry) throws -> TarEntry? {
        guard let path = try entry.relativePath() else { return nil }
        let kind: TarEntry.Kind =
            switch entry.kind {
            case .directory: .directory
            case .file(let size): .file(size: size)
            case .symbolicLink(let target): .symbolicLink(target: target)
            case .hardLink(let target): .hardLink(try TarPath(target))
            case .characterDevice(let major, let minor): .characterDevice(major: major, minor: minor)
            case .blockDevice(let major, let minor): .blockDevice(major: major, minor: minor)
            case .fifo: .fifo
            }
        return try TarEntry(
            path: path, kind: kind, mode: entry.mode, owner: entry.owner, modified: entry.modified,
            attributes: entry.attributes)
    }

    @Test(arguments: [Compression.none, .gzip, .zstd])
    func `reads back what the writer wrote`(compression: Compression) throws {
        let entries = [
            try Self.entry("dir", .directory), try Self.entry("dir/ünï", .file(size: 300_000)),
            try Self.entry("dir/hard", .hardLink(TarPath("dir/ünï"))),
            try Self.entry("link", .symbolicLink(target: Array("…/x".utf8))),
            try Self.entry("null", .characterDevice(major: 1, minor: 3)),
            try Self.entry("disk", .blockDevice(major: 259, minor: 70000)), try Self.entry("pipe", .fifo),
            try Self.entry("big", .file(size: 1), owner: TarOwner(user: .max, group: 3_000_000), modified: -7),
            try Self.entry(
                "attr", .file(size: 0),
                attributes: [TarAttribute("user.a", [1, 0, 2]), TarAttribute("security.capability", [9])]),
        ]
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.tar")
            try Self.write(entries, to: file, compression: compression)
            var reader = try ArchiveReader(file)
            var found: [TarEntry] = []
            while let entry = try reader.next() {
                if entry.size > 1 { #expect(try reader.data(limit: 300_000) == noise(300_000)) }
                #expect(entry.userName == nil && entry.groupName == nil)
                if let entry = try Self.rewrite(entry) { found.append(entry) }
            }
            #expect(try reader.next() == nil)
            #expect(found == entries)
        }
    }

    @Test(arguments: ["--format=gnu", "--format=posix", "--format=ustar", "--format=v7"])
    func `reads what GNU tar writes`(format: String) async throws {
        try await withTemporaryDirectory { directory in
            let name = String(repeating: "n", count: format == "--format=v7" ? 90 : 120)
            let path = format == "--format=ustar" || format == "--format=v7" ? "d/x" : "d/" + name
            try await Tool("sh")(
                "-euc", "mkdir d; printf 12345 > \"$1\"; touch -d @99 \"$1\"", "sh", path, in: directory)
            try await Tool("tar")(format, "--owner=bob:70", "--group=team:71", "-cf", "a.tar", path, in: directory)
            var reader = try ArchiveReader(directory.appending("a.tar"))
            let entry = try #require(try reader.next())
            #expect(entry.path == Array(path.utf8) && entry.kind == .file(size: 5) && entry.modified == 99)
            #expect(entry.owner == TarOwner(user: 70, group: 71))
            #expect(entry.userName == (format == "--format=v7" ? nil : Array("bob".utf8)))
            #expect(try reader.data(limit: 5) == Array("12345".utf8))
            #expect(try reader.data(limit: 5) == [])
            #expect(try reader.next() == nil)
        }
    }

    @Test(arguments: [Compression.none, .gzip, .zstd])
    func `refuses an archive that is cut anywhere`(compression: Compression) throws {
        try withTemporaryDirectory { directory in
            let (file, cut) = (directory.appending("a.tar"), directory.appending("cut.tar"))
            let entries = [try Self.entry("a", .file(size: 600)), try Self.entry("ü", .file(size: 1000))]
            try Self.write(entries, to: file, compression: compression)
            let bytes = try read(file)
            // Of a plain end marker the first block is enough for libarchive; a compressed stream has to be whole.
            let enough = compression == .none ? bytes.count - 512 : bytes.count
            for count in stride(from: 0, to: enough, by: compression == .none ? 256 : 7) {
                try ArchiveTests.write(Array(bytes[..<count]), to: cut)
                #expect(throws: ArchiveError.self, "cut at \(count)") {
                    var reader = try ArchiveReader(cut)
                    while try reader.next() != nil { try reader.readData { _ in } }
                }
            }
        }
    }

    @Test func `stays at its error`() throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.tar")
            try Self.write([Self.entry("a", .file(size: 1024))], to: file)
            try ArchiveTests.write(Array(read(file)[..<1024]), to: file)
            var reader = try ArchiveReader(file)
            _ = try reader.next()
            var errors: [String] = []
            for _ in 0..<3 {
                do { _ = try reader.next() } catch { errors.append("\(error)") }
            }
            #expect(errors.count == 3 && Set(errors).count == 1)
            #expect(throws: ArchiveError.self) { try reader.readData { _ in } }
        }
    }

    @Test func `keeps to its limits`() throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.tar")
            try Self.write([Self.entry("a", .file(size: 10)), Self.entry("b", .file(size: 11))], to: file)
            func readThrough(_ limits: ArchiveLimits) throws {
                var reader = try ArchiveReader(file, limits: limits)
                while try reader.next() != nil {}
            }
            try readThrough(ArchiveLimits(maximumEntries: 2, maximumContent: 21))
            #expect(throws: ArchiveError.tooManyEntries(file, limit: 1)) {
                try readThrough(ArchiveLimits(maximumEntries: 1))
            }
            #expect(throws: ArchiveError.tooMuchContent(file, limit: 20)) {
                try readThrough(ArchiveLimits(maximumContent: 20))
            }
            var reader = try ArchiveReader(file)
            _ = try reader.next()
            #expect(throws: ArchiveError.tooMuchContent(file, limit: 9)) { try reader.data(limit: 9) }
        }
    }

    @Test func `refuses sparse files and what is no archive`() async throws {
        try await withTemporaryDirectory { directory in
            try await Tool("sh")(
                "-euc", "truncate -s 10M s; printf x >> s; tar --format=gnu -S -cf a.tar s; printf hello > b.tar",
                in: directory)
            var reader = try ArchiveReader(directory.appending("a.tar"))
            #expect(throws: ArchiveError.entry(directory.appending("a.tar"), [0x73], .sparse)) { try reader.next() }
            #expect(throws: ArchiveError.self) {
                var reader = try ArchiveReader(directory.appending("b.tar"))
                _ = try reader.next()
            }
            let missing = directory.appending("none")
            #expect(throws: ArchiveError.system(missing, .noSuchFileOrDirectory)) { _ = try ArchiveReader(missing) }
            #expect(throws: ArchiveError.system(directory, .isDirectory)) {
                var reader = try ArchiveReader(directory)
                _ = try reader.next()
            }
        }
    }

    @Test func `passes on what its receiver throws`() throws {
        struct Full: Error {}
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.tar")
            try Self.write([Self.entry("a", .file(size: 10)), Self.entry("b", .file(size: 1))], to: file)
            var reader = try ArchiveReader(file)
            _ = try reader.next()
            #expect(throws: Full.self) { try reader.readData { _ in throw Full() } }
            #expect(try reader.next()?.path == [0x62])
        }
    }

    @Test(arguments: [
        ("./usr/bin/", "usr/bin"), ("./usr", "usr"), ("usr", "usr"), ("./", nil), (".", nil), ("./.", nil),
    ])
    func `places entries below the root`(path: String, expected: String?) throws {
        #expect(try ArchiveEntry.relative(Array(path.utf8))?.text == expected)
    }

    @Test(arguments: ["/", "/etc", "../a", "././a", "a/../b", "", ".//", "..", "./.."])
    func `refuses entries that are not below the root`(path: String) {
        #expect(throws: TarError.self) { try ArchiveEntry.relative(Array(path.utf8)) }
    }
}
