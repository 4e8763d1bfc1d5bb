import Archive
import SystemPackage
import TestSupport
import Testing

struct TarWriterTests {
    private static let time: Int64 = 1_700_000_000

    private static func entry(
        _ path: String, _ kind: TarEntry.Kind, mode: UInt16 = 0o644, owner: TarOwner = .root, modified: Int64 = time,
        attributes: [TarAttribute] = []
    ) throws -> TarEntry {
        try TarEntry(
            path: TarPath(path), kind: kind, mode: mode, owner: owner, modified: modified, attributes: attributes)
    }

    /// Writes entries; files get their size in the letter x.
    private static func archive(_ entries: [TarEntry]) throws -> [UInt8] {
        let sink = Sink()
        var writer = TarWriter(output: sink.take)
        for entry in entries {
            try writer.append(entry) { try $0.write([UInt8](repeating: 0x78, count: Int(entry.contentSize))) }
        }
        try writer.finish()
        #expect(writer.size == Int64(sink.bytes.count))
        #expect(TarWriter.size(of: entries) == Int64(sink.bytes.count))
        return sink.bytes
    }

    private static let long = String(repeating: "directory-of-some-length/", count: 5) + "file"

    /// One of each kind, and every reason for a pax header.
    private static func everything() throws -> [TarEntry] {
        [
            try entry("dir", .directory, mode: 0o1777),
            try entry("dir/file", .file(size: 5), mode: 0o4755, owner: TarOwner(user: 1000, group: 1001)),
            try entry("dir/hard", .hardLink(TarPath("dir/file"))),
            try entry("dir/soft", .symbolicLink(target: Array("../etc/passwd".utf8)), mode: 0o777),
            try entry("dir/null", .characterDevice(major: 1, minor: 3), mode: 0o666),
            try entry("dir/disk", .blockDevice(major: 8, minor: 1), mode: 0o660),
            try entry("dir/pipe", .fifo),
            try entry("empty", .file(size: 0), modified: 0),
            try entry(long, .file(size: 513)),
            try entry("far", .symbolicLink(target: Array(("/" + long).utf8))),
            try entry("höhe", .file(size: 1)),
            try entry("owner", .file(size: 1), owner: TarOwner(user: 2_097_152, group: .max)),
            try entry("old", .file(size: 1), modified: -1),
            try entry("late", .file(size: 1), modified: 8_589_934_592),
            try entry(
                "attr", .file(size: 1),
                attributes: [TarAttribute("user.b", [0, 10, 0xff]), TarAttribute("user.a", Array("1".utf8))]),
        ]
    }

    @Test func `freezes the bytes of a plain header`() throws {
        let bytes = try Self.archive([
            Self.entry("bin/tool", .file(size: 3), mode: 0o755, owner: TarOwner(user: 7, group: 8))
        ])
        #expect(bytes.count == 512 + 512 + 1024)
        func field(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        #expect(field(0..<100) == "bin/tool" + String(repeating: "\0", count: 92))
        #expect(field(100..<157) == "0000755\00000007\00000010\000000000003\014524770400\0010723\0 0")
        #expect(field(157..<257).allSatisfy { $0 == "\0" })
        #expect(field(257..<265) == "ustar\u{0}00")
        #expect(field(265..<329).allSatisfy { $0 == "\0" })
        #expect(field(329..<345) == "0000000\00000000\0")
        #expect(bytes[345..<512].allSatisfy { $0 == 0 })
        #expect(field(512..<516) == "xxx\0")
        #expect(bytes[516...].allSatisfy { $0 == 0 })
    }

    @Test func `freezes the bytes of every kind of entry`() async throws {
        let bytes = try Self.archive(Self.everything())
        let digest = try await sha256(bytes)
        #expect(digest == "825c74ff1dfd2412711e756d1dcf3b4938701e1228770f1df0a88e9b20fefbd9")
    }

    @Test func `puts into a pax header what ustar cannot say`() throws {
        let bytes = try Self.archive([Self.entry("ü", .directory, owner: TarOwner(user: 1, group: 3_000_000))])
        let text = String(decoding: bytes[512..<1024].prefix { $0 != 0 }, as: UTF8.self)
        #expect(text == "15 gid=3000000\n12 path=ü/\n")
        #expect(String(decoding: bytes[..<20], as: UTF8.self) == "PaxHeaders.0/__\0\0\0\0\0")
        #expect(bytes[156] == UInt8(ascii: "x"))
        #expect(String(decoding: bytes[1024..<1028], as: UTF8.self) == "__/\0")
        #expect(hex(bytes[1024 + 116..<1024 + 124]) == "80000000002dc6c0")
    }

    @Test func `is listed alike by three readers`() async throws {
        let bytes = try Self.archive(Self.everything())
        let utc = ["TZ": "UTC", "LC_ALL": "C.UTF-8"]
        let script = """
            import sys, tarfile, io
            for m in tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read()), mode='r:'):
                x = {k: v.encode('utf-8', 'surrogateescape').hex() for k, v in m.pax_headers.items() if 'xattr' in k}
                print(m.type.decode(), oct(m.mode), m.uid, m.gid, m.size, int(m.mtime), m.name, m.linkname, m.devmajor,
                      m.devminor, *x.items())
            """
        let python = try await Tool("python3")("-c", script, environment: ["PYTHONUTF8": "1"], input: bytes)
        #expect(
            String(decoding: python, as: UTF8.self) == """
                5 0o1777 0 0 0 1700000000 dir  0 0
                0 0o4755 1000 1001 5 1700000000 dir/file  0 0
                1 0o644 0 0 0 1700000000 dir/hard dir/file 0 0
                2 0o777 0 0 0 1700000000 dir/soft ../etc/passwd 0 0
                3 0o666 0 0 0 1700000000 dir/null  1 3
                4 0o660 0 0 0 1700000000 dir/disk  8 1
                6 0o644 0 0 0 1700000000 dir/pipe  0 0
                0 0o644 0 0 0 0 empty  0 0
                0 0o644 0 0 513 1700000000 \(Self.long)  0 0
                2 0o644 0 0 0 1700000000 far /\(Self.long) 0 0
                0 0o644 0 0 1 1700000000 höhe  0 0
                0 0o644 2097152 4294967295 1 1700000000 owner  0 0
                0 0o644 0 0 1 -1 old  0 0
                0 0o644 0 0 1 8589934592 late  0 0
                0 0o644 0 0 1 1700000000 attr  0 0 ('SCHILY.xattr.user.a', '31') ('SCHILY.xattr.user.b', '000aff')

                """)
        let gnu = try await Tool("tar").run(
            ["--numeric-owner", "--full-time", "--xattrs", "-tvf", "-"], environment: utc, input: bytes)
        #expect(gnu.status == 0 && gnu.errorText == "")
        let lines = gnu.text.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        #expect(
            lines.map { "\($0[0].prefix(10)) \($0[1]) \($0[3]) \($0[4])" }.prefix(4) == [
                "drwxrwxrwt 0/0 2023-11-14 22:13:20", "-rwsr-xr-x 1000/1001 2023-11-14 22:13:20",
                "hrw-r--r-- 0/0 2023-11-14 22:13:20", "lrwxrwxrwx 0/0 2023-11-14 22:13:20",
            ])
        #expect(gnu.text.contains("2097152/4294967295"))
        #expect(gnu.text.contains("1969-12-31 23:59:59 old") && gnu.text.contains("2242-03-16 12:56:32 late"))

        let names = try Self.everything().map { $0.path.description + ($0.kind == .directory ? "/" : "") }
        for (tool, arguments) in [
            ("tar", ["--quoting-style=literal", "-tf", "-"]), ("bsdtar", ["-tf", "-"]),
        ] {
            let listed = try await Tool(tool).run(arguments, environment: utc, input: bytes)
            #expect(listed.status == 0 && listed.errorText == "")
            #expect(listed.text.split(separator: "\n").map(String.init) == names)
        }
        let bsd = try await Tool("bsdtar").run(["--numeric-owner", "-tvf", "-"], environment: utc, input: bytes)
        #expect(bsd.text.contains("2097152  4294967295"))
    }

    @Test(arguments: ["tar", "bsdtar"])
    func `is unpacked as it was written`(tool: String) async throws {
        let entries = try Self.everything().filter { entry in
            switch entry.kind {
            case .characterDevice, .blockDevice, .fifo: false
            default: entry.owner == .root || entry.path.bytes.starts(with: "dir".utf8)
            }
        }
        let bytes = try Self.archive(entries)
        try await withTemporaryDirectory { directory in
            let environment = ["TZ": "UTC", "LC_ALL": "C.UTF-8"]
            try await Tool(tool)("-xpf", "-", environment: environment, in: directory, input: bytes)
            let found = try await Tool("find")(
                ".", "-mindepth", "1", "-not", "-path", "./directory*", "-printf", "%P %y %m %s %T@ %l\n",
                environment: ["LC_ALL": "C.UTF-8"], in: directory)
            let lines = String(decoding: found, as: UTF8.self).split(separator: "\n").sorted()
            #expect(
                lines.filter { !$0.hasPrefix("dir ") } == [
                    "attr f 644 1 1700000000.0000000000 ", "dir/file f 4755 5 1700000000.0000000000 ",
                    "dir/hard f 4755 5 1700000000.0000000000 ",
                    "dir/soft l 777 13 1700000000.0000000000 ../etc/passwd",
                    "empty f 644 0 0.0000000000 ", "far l 777 130 1700000000.0000000000 /\(Self.long)",
                    "höhe f 644 1 1700000000.0000000000 ", "late f 644 1 8589934592.0000000000 ",
                    "old f 644 1 -1.0000000000 ",
                ])
            #expect(try read(directory.appending(Self.long)) == [UInt8](repeating: 0x78, count: 513))
        }
    }

    @Test func `is read with names that are not UTF-8`() async throws {
        let path = try TarPath([0x61, 0xff])
        let bytes = try Self.archive([
            TarEntry(path: path, kind: .file(size: 2), mode: 0o644, modified: Self.time)
        ])
        #expect(bytes[512...].starts(with: Array("21 hdrcharset=BINARY\n11 path=a".utf8) + [0xff, 0x0a]))
        try await withTemporaryDirectory { directory in
            try await Tool("bsdtar")("-xf", "-", environment: ["LC_ALL": "C.UTF-8"], in: directory, input: bytes)
            let found = try await Tool("find")(".", "-type", "f", "-printf", "%P", in: directory)
            #expect(found == [0x61, 0xff])
        }
    }

    @Test(arguments: ["tar", "bsdtar", "python3"])
    func `says sizes from 8 GiB on so that old and new readers agree`(tool: String) async throws {
        struct Stop: Error {}
        let size: Int64 = 9 << 30
        let entry = try Self.entry("big", .file(size: size))
        let sink = Sink()
        var writer = TarWriter(output: sink.take)
        #expect(throws: Stop.self) { try writer.append(entry) { _ in throw Stop() } }
        #expect(TarWriter.size(of: entry) == size + Int64(sink.bytes.count))
        #expect(hex(sink.bytes[1024 + 124..<1024 + 136]) == "800000000000000240000000")
        try await withTemporaryDirectory { directory in
            let file = directory.appending("big.tar")
            try write(sink.bytes, to: file)
            try await Tool("truncate", package: "coreutils")("-s", "\(TarWriter.size(of: [entry]))", file.string)
            let script = "import sys,tarfile; [print(m.size, m.name) for m in tarfile.open(sys.argv[1], 'r:')]"
            let listed = try await Tool(tool)
                .run(tool == "python3" ? ["-c", script, file.string] : ["-tvf", file.string])
            #expect(listed.status == 0 && listed.errorText == "")
            #expect(listed.text.split(separator: "\n").count == 1 && listed.text.contains("9663676416"))
        }
    }

    @Test func `refuses a path that was written before`() throws {
        var writer = TarWriter { _ in }
        try writer.append(Self.entry("a", .directory))
        #expect(throws: TarError.duplicatePath(try TarPath("a"))) { try writer.append(Self.entry("a", .fifo)) }
        #expect(throws: TarError.closed) { try writer.finish() }
    }

    @Test func `refuses entries below what is no directory, in either order`() throws {
        let (a, b) = (try TarPath("a"), try TarPath("a/x/b"))
        var first = TarWriter { _ in }
        try first.append(Self.entry("a", .symbolicLink(target: [0x2f])))
        #expect(throws: TarError.parentNotDirectory(b, parent: a)) { try first.append(Self.entry("a/x/b", .fifo)) }
        var second = TarWriter { _ in }
        try second.append(Self.entry("a/x/b", .fifo))
        #expect(throws: TarError.notDirectory(a)) { try second.append(Self.entry("a", .file(size: 0))) }
        var third = TarWriter { _ in }
        try third.append(Self.entry("a/x/b", .fifo))
        try third.append(Self.entry("a", .directory))
        try third.finish()
    }

    @Test(arguments: [nil, TarEntry.Kind.directory, .symbolicLink(target: [0x2f])])
    func `refuses a hard link without a file before it`(kind: TarEntry.Kind?) throws {
        var writer = TarWriter { _ in }
        if let kind { try writer.append(Self.entry("target", kind)) }
        let target = try TarPath("target")
        #expect(throws: TarError.linkTargetMissing(try TarPath("link"), target: target)) {
            try writer.append(Self.entry("link", .hardLink(target)))
        }
    }

    @Test(arguments: [0, 2, 4])
    func `refuses content that is not as long as the entry says`(count: Int) throws {
        var writer = TarWriter { _ in }
        let error = TarError.contentSize(try TarPath("a"), expected: 3, actual: Int64(count))
        #expect(throws: error) {
            try writer.append(Self.entry("a", .file(size: 3))) { try $0.write([UInt8](repeating: 0, count: count)) }
        }
        #expect(throws: TarError.closed) { try writer.append(Self.entry("b", .fifo)) }
    }

    @Test func `refuses values that a header cannot carry`() throws {
        let path = try TarPath("a")
        func expect(
            _ fault: TarError.EntryFault, _ kind: TarEntry.Kind = .fifo, mode: UInt16 = 0,
            attributes: [TarAttribute] = []
        ) {
            #expect(throws: TarError.invalidEntry(path, fault)) {
                try Self.entry("a", kind, mode: mode, attributes: attributes)
            }
        }
        expect(.mode(0o10000), mode: 0o10000)
        expect(.size(-1), .file(size: -1))
        expect(.linkTarget([]), .symbolicLink(target: []))
        expect(.linkTarget([1, 0]), .symbolicLink(target: [1, 0]))
        expect(.linkToItself, .hardLink(path))
        expect(.device(major: 1, minor: 2_097_152), .blockDevice(major: 1, minor: 2_097_152))
        expect(.attributeName(Array("a=b".utf8)), attributes: [TarAttribute("a=b", [])])
        expect(.attributeName([]), attributes: [TarAttribute("", [])])
        expect(.duplicateAttribute([0x61]), attributes: [TarAttribute("a", []), TarAttribute("a", [1])])
        expect(
            .attributeSize([0x61], 65537), attributes: [TarAttribute("a", [UInt8](repeating: 0, count: 65537))])
    }

    @Test func `passes on what its output throws`() throws {
        struct Full: Error {}
        var writer = TarWriter { _ in throw Full() }
        #expect(throws: Full.self) { try writer.append(Self.entry("a", .directory)) }
        #expect(throws: TarError.closed) { try writer.finish() }
    }
}
