import Archive
import SystemPackage
import TestSupport
import Testing

struct ZipArchiveTests {
    /// The name, size and text of every entry.
    private static func contents(_ file: FilePath) throws -> [String] {
        let archive = try ZipArchive(file)
        return try archive.entries.map { entry in
            let bytes = try archive.read(entry, limit: 1 << 26)
            #expect(bytes.count == Int(entry.size))
            return "\(entry.name)\(entry.isDirectory ? "/" : "") \(entry.method) \(entry.size) "
                + "\(entry.unixMode.map { String($0, radix: 8) } ?? "-") \(String(decoding: bytes.prefix(5), as: UTF8.self))"
        }
    }

    private static func python(_ script: String, _ file: FilePath) async throws {
        try await Tool("python3")("-c", "import sys, zipfile\n" + script, file.string)
    }

    @Test func `reads what Python writes`() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending("a.whl")
            try await Self.python(
                """
                with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
                    z.writestr('pkg/a.py', 'hello' * 100000)
                    z.writestr(zipfile.ZipInfo('stored.txt'), 'plain')
                    z.mkdir('dir')
                    z.writestr('empty', '')
                    z.writestr('ünï.txt', 'named')
                    with z.open('wide', 'w', force_zip64=True) as f: f.write(b'wide!')
                    z.comment = b'a comment'
                """, file)
            let contents = try Self.contents(file)
            #expect(
                contents == [
                    "pkg/a.py deflated 500000 600 hello", "stored.txt stored 5 600 plain", "dir/ stored 0 40777 ",
                    "empty deflated 0 600 ", "ünï.txt deflated 5 600 named", "wide deflated 5 600 wide!",
                ])
        }
    }

    @Test func `reads data descriptors and a ZIP64 directory`() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending("a.zip")
            try await Self.python(
                """
                class Pipe:
                    def __init__(self, f): self.f = f
                    def write(self, b): return self.f.write(b)
                    def flush(self): pass
                with zipfile.ZipFile(Pipe(open(sys.argv[1], 'wb')), 'w', zipfile.ZIP_DEFLATED) as z:
                    z.writestr('a', 'first' * 1000)
                    with z.open('b', 'w', force_zip64=True) as f: f.write(b'second')
                """, file)
            #expect(try Self.contents(file) == ["a deflated 5000 600 first", "b deflated 6 600 secon"])
            try await Self.python(
                """
                with zipfile.ZipFile(sys.argv[1], 'w') as z:
                    for i in range(66000): z.writestr(zipfile.ZipInfo('%d' % i), '')
                """, file)
            #expect(try ZipArchive(file).entries.count == 66000)
        }
    }

    @Test func `reads what Info-ZIP writes`() async throws {
        try await withTemporaryDirectory { directory in
            try write(noise(400_000, mask: 3), to: directory.appending("data"))
            try write(Array("x".utf8), to: directory.appending("höhe"))
            try await Tool("zip")("-q", "a.zip", "data", "höhe", environment: ["LC_ALL": "C.UTF-8"], in: directory)
            // It does not mark UTF-8 as such, and other readers take such names for code page 437.
            #expect(throws: ZipError.entry(directory.appending("a.zip"), Array("höhe".utf8), .encoding)) {
                try ZipArchive(directory.appending("a.zip"))
            }
            try await Tool("zip")("-qd", "a.zip", "höhe", environment: ["LC_ALL": "C.UTF-8"], in: directory)
            let archive = try ZipArchive(directory.appending("a.zip"))
            #expect(archive.entries.map(\.name) == ["data"])
            #expect(try archive.read(archive.entries[0], limit: 1 << 20) == noise(400_000, mask: 3))
            #expect(archive.entries[0].unixMode == 0o100600)
            #expect(throws: ZipError.self) { try archive.read(archive.entries[0], limit: 399_999) }
        }
    }

    @Test func `streams large entries and tells of their faults alike`() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending("a.zip")
            try await Self.python(
                """
                with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
                    for n in (16 << 20, (16 << 20) + 1): z.writestr('n%d' % n, b'abcdefgh' * (n // 8) + b'x' * (n % 8))
                """, file)
            let good = try read(file)
            let archive = try ZipArchive(file)
            for entry in archive.entries {
                var (size, pieces) = (0, 0)
                try archive.read(entry) {
                    size += $0.count
                    pieces += 1
                }
                #expect(size == Int(entry.size))
                #expect((pieces == 1) == (entry.size == 16 << 20))
            }
            // In the middle of each entry's data.
            for index in [good.count / 4, good.count * 3 / 4] {
                var damaged = good
                damaged[index] ^= 0xff
                try write(damaged, to: file)
                let archive = try ZipArchive(file)
                #expect(throws: ZipError.self) {
                    for entry in archive.entries { try archive.read(entry) { _ in } }
                }
            }
        }
    }

    private static func open(_ bytes: [UInt8], _ body: (ZipArchive) throws -> Void = { _ in }) throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.zip")
            try write(bytes, to: file)
            try body(ZipArchive(file))
        }
    }

    /// The fault for which a file is refused, on opening or on reading it through.
    private static func refusal(_ bytes: [UInt8]) throws -> ZipError? {
        do {
            try open(bytes) { archive in
                for entry in archive.entries { try archive.read(entry) { _ in } }
            }
            return nil
        } catch let error as ZipError {
            return error
        }
    }

    @Test func `takes the file that all hostile ones are made from`() async throws {
        let bytes = ZipBuilder([.init("a"), .init("dir/b")]).bytes
        #expect(try Self.refusal(bytes) == nil)
        try await withTemporaryDirectory { directory in
            try write(bytes, to: directory.appending("a.zip"))
            try await Tool("unzip")("-tq", "a.zip", in: directory)
        }
    }

    @Test func `refuses hostile names`() throws {
        func fault(_ name: String, flags: UInt16 = 0x800) throws -> ZipError.EntryFault? {
            var entry = ZipBuilder.Entry(name)
            entry.flags = flags
            guard case .entry(_, let shown, let fault) = try Self.refusal(ZipBuilder([entry]).bytes) else { return nil }
            #expect(shown == Array(name.utf8))
            return fault
        }
        #expect(try fault("/etc/passwd") == .path(.absolute))
        #expect(try fault("../a") == .path(.dotDot))
        #expect(try fault("a/../../b") == .path(.dotDot))
        #expect(try fault("./a") == .path(.dot))
        #expect(try fault("a//b") == .path(.emptyComponent))
        #expect(try fault("") == .path(.empty))
        #expect(try fault("a\u{0}b") == .path(.nul))
        #expect(try fault("a\\b") == .backslash)
        #expect(try fault("..\\a") == .backslash)
        #expect(try fault("ü", flags: 0) == .encoding)
        var broken = ZipBuilder.Entry("a")
        (broken.name, broken.flags) = ([0xc3], 0x800)
        guard case .entry(_, _, .encoding) = try Self.refusal(ZipBuilder([broken]).bytes) else {
            Issue.record("broken UTF-8 was taken")
            return
        }
    }

    /// How an entry of the good file is spoilt, and what is said of it.
    private static let entryFaults: [(ZipError.EntryFault, @Sendable (inout ZipBuilder.Entry) -> Void)] = [
        (.encrypted, { $0.flags = 1 }),
        (.flags(0x40), { $0.flags = 0x40 }),
        (.flags(0x2000), { $0.flags = 0x2000 }),
        (.method(12), { $0.method = 12 }),
        (.version(51), { $0.version = 51 }),
        (.symbolicLink, { $0.attributes = 0o120777 << 16 }),
        (.symbolicLink, { ($0.attributes, $0.madeBy) = (0o120777 << 16, 20) }),
        (.fileType(0o020666), { $0.attributes = 0o020666 << 16 }),
        (.fileType(0o040755), { $0.attributes = 0o040755 << 16 }),
        (.storedSize, { $0.size += 1 }),
        (.storedSize, { $0.compressedShift = -1 }),
        (.extraField, { $0.extra = [1, 0, 8] }),
        (.extraField, { $0.size = .max }),
        (.extraField, { $0.extra = [1, 0, 0, 0, 1, 0, 0, 0] }),
        (.extraField, { $0.extra = [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x62] }),
        (.localHeader("signature"), { $0.local = { $0.signature += 1 } }),
        (.localHeader("set of flags"), { $0.local = { $0.flags = 0x800 } }),
        (.localHeader("compression method"), { $0.local = { $0.method = 8 } }),
        (.localHeader("name"), { $0.local = { $0.name = [0x62] } }),
        (.overlap, { ($0.method, $0.compressedShift, $0.local) = (8, 200, { $0.compressed += 200 }) }),
        (.localHeader("CRC-32"), { $0.local = { $0.crc ^= 1 } }),
        (.localHeader("CRC-32"), { $0.local = { $0.crc = 0 } }),
        (.localHeader("size"), { $0.local = { $0.size += 1 } }),
        (.localHeader("compressed size"), { $0.local = { $0.compressed += 1 } }),
        (.dataDescriptor, { $0.flags = 8 }),
        (.dataDescriptor, { ($0.flags, $0.trailer) = (8, [UInt8](repeating: 0, count: 12)) }),
        (.checksum(expected: 1, actual: 0x363a_3020), { $0.crc = 1 }),
        (.data(.data("invalid stored block lengths")), { $0.method = 8 }),
        (.size(expected: 3), { ($0.method, $0.data, $0.size) = (8, [1, 6, 0, 0xf9, 0xff] + $0.data, 3) }),
        (.size(expected: 7), { ($0.method, $0.data, $0.size) = (8, [1, 6, 0, 0xf9, 0xff] + $0.data, 7) }),
        (.compressedSize(expected: 12), { ($0.method, $0.data) = (8, [1, 6, 0, 0xf9, 0xff] + $0.data + [0]) }),
        (.compressedSize(expected: 11), { ($0.method, $0.data) = (8, [0, 6, 0, 0xf9, 0xff] + $0.data) }),
    ]

    @Test(arguments: entryFaults.indices)
    func `refuses an entry that is damaged, hostile or unreadable`(row: Int) throws {
        let (expected, spoil) = Self.entryFaults[row]
        var entry = ZipBuilder.Entry("a")
        spoil(&entry)
        guard case .entry(_, let name, let fault) = try Self.refusal(ZipBuilder([entry]).bytes) else {
            Issue.record("taken, though it should be refused: \(expected)")
            return
        }
        #expect(fault == expected)
        #expect(name == Array("a".utf8))
    }

    @Test func `takes deflate, descriptors and a repeated Unicode path`() throws {
        var entry = ZipBuilder.Entry("a")
        (entry.method, entry.data) = (8, [1, 6, 0, 0xf9, 0xff] + entry.data)
        let name = ZipBuilder.le(ZipBuilder.crc32([0x61])) + [0x61]
        entry.extra = [0x75, 0x70, 6, 0, 1] + name
        #expect(try Self.refusal(ZipBuilder([entry]).bytes) == nil)
        entry.flags = 8
        entry.local = { ($0.crc, $0.size, $0.compressed) = (0, 0, 0) }
        let numbers = ZipBuilder.le(entry.crc) + ZipBuilder.le(UInt32(entry.data.count)) + ZipBuilder.le(entry.size)
        for signature in [[], [0x50, 0x4b, 7, 8]] as [[UInt8]] {
            entry.trailer = signature + numbers
            #expect(try Self.refusal(ZipBuilder([entry, .init("b")]).bytes) == nil)
            entry.trailer[entry.trailer.count - 1] ^= 1
            #expect(try Self.refusal(ZipBuilder([entry, .init("b")]).bytes) != nil)
        }
    }

    @Test func `refuses names that come twice`() throws {
        for names in [["a", "a"], ["a", "a/"]] {
            let entries = names.map { ZipBuilder.Entry($0, "") }
            var last = entries[1]
            if names[1] == "a/" { last.attributes = 0 }
            guard case .entry(_, _, .duplicate) = try Self.refusal(ZipBuilder([entries[0], last]).bytes) else {
                Issue.record("\(names) was taken")
                return
            }
        }
    }

    @Test func `refuses a directory with content`() throws {
        var entry = ZipBuilder.Entry("a/")
        entry.attributes = 0
        guard case .entry(_, _, .directoryWithContent) = try Self.refusal(ZipBuilder([entry]).bytes) else {
            Issue.record("taken")
            return
        }
    }

    @Test func `refuses entries that share bytes`() throws {
        // The second record points at the first header.
        var second = ZipBuilder.Entry("a")
        second.name = Array("b".utf8)
        second.offsetShift = -37
        guard case .entry(_, _, .overlap) = try Self.refusal(ZipBuilder([.init("a"), second]).bytes) else {
            Issue.record("taken")
            return
        }
    }

    private static let fileFaults: [(ZipError.Fault, @Sendable (inout ZipBuilder) -> Void)] = [
        (.trailingBytes, { $0.suffix = [0] }),
        (.trailingBytes, { $0.commentShift = 1 }),
        (.trailingBytes, { ($0.comment, $0.commentShift) = ([1, 2], -1) }),
        (.severalDisks, { $0.disk = 1 }),
        (.directoryPlace, { $0.gap = [0] }),
        (.directoryPlace, { $0.directorySizeShift = 1 }),
        (.directoryPlace, { $0.directorySizeShift = -1 }),
        (.directoryRecord(offset: 121), { $0.countShift = -1 }),
        (.directoryRecord(offset: 168), { $0.countShift = 1 }),
        (.gap(offset: 0), { $0.prefix = [1, 2, 3] }),
        (.gap(offset: 37), { $0.entries[0].trailer = [1] }),
        (.gap(offset: 74), { $0.entries[1].trailer = [1] }),
        // A second end record in the comment, with an empty directory: some readers see no entries at all.
        (.directoryPlace, { $0.comment = [0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18) }),
        (.noEnd, { ($0.entries, $0.suffix) = ([], [UInt8](repeating: 0, count: 70_000)) }),
    ]

    @Test(arguments: fileFaults.indices)
    func `refuses a file that readers could take for another`(row: Int) throws {
        let (expected, spoil) = Self.fileFaults[row]
        var builder = ZipBuilder([.init("a"), .init("b")])
        spoil(&builder)
        guard case .damaged(_, let fault) = try Self.refusal(builder.bytes) else {
            Issue.record("taken, though it should be refused: \(expected)")
            return
        }
        #expect(fault == expected)
    }

    @Test func `refuses a file that is cut anywhere`() throws {
        let bytes = ZipBuilder([.init("a"), .init("dir/b")]).bytes
        for count in 0..<bytes.count { #expect(try Self.refusal(Array(bytes[..<count])) != nil) }
    }

    @Test func `never takes changed bytes for another content`() throws {
        let bytes = ZipBuilder([.init("a"), .init("b")]).bytes
        // The content and the fields that tell of it; times, versions and attributes are free.
        for index in Array(0..<4) + Array(6..<10) + Array(14..<37) {
            var damaged = bytes
            damaged[index] ^= 0x01
            #expect(try Self.refusal(damaged) != nil, "byte \(index)")
        }
    }

    @Test func `allocates nothing by a claimed size`() throws {
        let end =
            ZipBuilder.le(UInt32(0x0605_4b50)) + ZipBuilder.le(UInt32(0)) + ZipBuilder.le(UInt32(0xfffe_fffe))
            + ZipBuilder.le(UInt32(0xffff_fff0)) + ZipBuilder.le(UInt32(0)) + ZipBuilder.le(UInt16(0))
        guard case .damaged(_, .tooLarge(65534, 0xffff_fff0)) = try Self.refusal(end) else {
            Issue.record("taken")
            return
        }
        guard
            case .system(_, .noSuchFileOrDirectory)? = #expect(
                throws: ZipError.self,
                performing: {
                    try ZipArchive("/nonexistent/a.zip")
                })
        else { return }
    }

    @Test func `speaks of the entry in one sentence`() throws {
        let error = ZipError.entry("a.whl", Array("b\u{1b}".utf8), .checksum(expected: 0xff, actual: 1))
        #expect(
            error.description
                == "refused the zip file a.whl: its entry \"b\\x1b\" has CRC-32 1, but the directory gives ff")
    }
}
