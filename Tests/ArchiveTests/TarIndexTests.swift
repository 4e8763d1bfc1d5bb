import Archive
import SystemPackage
import TestSupport
import Testing

struct TarIndexTests {
    /// A file's name, and what it holds.
    private static let files: [(String, String)] = [
        ("short", "content"), ("empty", ""), ("dir/inner", String(repeating: "y", count: 1025)),
        (String(repeating: "long-name-", count: 15), "long"),
        ("deep/\(String(repeating: "d/", count: 60))\(String(repeating: "n", count: 90))", "deep"),
    ]

    @Test(arguments: [
        ["tar", "--format=gnu"], ["tar", "--format=pax"], ["bsdtar", "--format=pax"], ["tar", "--format=ustar"],
    ])
    func `finds each file where it lies, whoever wrote the archive`(writer: [String]) async throws {
        try await withTemporaryDirectory { directory in
            let tree = directory.appending("tree")
            let isOld = writer.contains("--format=ustar")
            let files = Self.files.filter { !isOld || $0.0.utf8.count <= 100 }
            for (name, content) in files {
                try await Tool("mkdir")("-p", tree.appending(name).removingLastComponent().string)
                try await Tool("sh")(
                    "-c", "cat > \"$1\"", "sh", tree.appending(name).string, input: Array(content.utf8))
            }
            try await Tool("ln")("-s", "../short", tree.appending("dir/link").string)
            try await Tool("ln")(tree.appending("short").string, tree.appending("twin").string)
            let archive = directory.appending("a.tar")
            try await Tool(writer[0])(writer[1], "-cf", archive.string, "-C", tree.string, ".")
            let index = try TarIndex(archive)
            let bytes = try await Tool("cat")(archive.string)
            for (name, content) in files + [("dir/link", "content"), ("twin", "content")] {
                let member = try #require(index.file(TarPath(name)), "\(name)")
                let range = Int(member.offset)..<Int(member.offset + member.size)
                #expect(String(decoding: bytes[range], as: UTF8.self) == content)
            }
            #expect(try index.file(TarPath("dir")) == nil && index.file(TarPath("none")) == nil)
            #expect(try index.members[TarPath("dir")]?.kind == .directory)
        }
    }

    private static func entry(_ name: String, _ kind: TarEntry.Kind) throws -> TarEntry {
        try TarEntry(path: TarPath(name), kind: kind, mode: 0o644, modified: 0)
    }

    /// A header of our writer's, changed, with its checksum renewed.
    private static func header(_ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
        var block = try entry("name", .file(size: 3)).singleBlock()
        change(&block)
        for index in 148..<156 { block[index] = 0x20 }
        let sum = block.reduce(0) { $0 + Int($1) }
        let digits = Array(String(sum, radix: 8).utf8)
        let field = [UInt8](repeating: 0x30, count: 6 - digits.count) + digits + [0, 0x20]
        block.replaceSubrange(148..<156, with: field)
        return block
    }

    private static func put(_ text: String, at offset: Int, width: Int) -> (inout [UInt8]) -> Void {
        { block in
            let bytes = Array(text.utf8)
            block.replaceSubrange(
                offset..<offset + width, with: bytes + [UInt8](repeating: 0, count: width - bytes.count))
        }
    }

    @Test func `refuses what readers do not agree on`() throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.tar")
            let body = [UInt8](repeating: 1, count: 3) + [UInt8](repeating: 0, count: 509)
            let end = [UInt8](repeating: 0, count: 1024)
            let good = try Self.header { _ in }
            var broken = good
            broken[0] ^= 1
            let cases: [([UInt8], TarIndexError)] = [
                (good + body + good + body + end, .duplicate(file, try TarPath("name"))),
                (broken + body + end, .malformed(file, at: 0, "the header's checksum does not hold")),
                (good, .malformed(file, at: 0, "the content goes beyond the end of the archive")),
                (good + body, .malformed(file, at: 1024, "the archive ends there")),
                (
                    try Self.header(Self.put("../name", at: 0, width: 100)) + body + end,
                    .name(file, Array("../name".utf8), .dotDot)
                ),
                (
                    try Self.header(Self.put("/name", at: 0, width: 100)) + body + end,
                    .name(file, Array("/name".utf8), .absolute)
                ),
                (
                    try Self.header(Self.put("-0000000003", at: 124, width: 12)) + body + end,
                    .malformed(file, at: 0, "the size is no number")
                ),
                (
                    try Self.header { $0[156] = UInt8(ascii: "S") } + body + end,
                    .malformed(file, at: 0, "a member has the type S")
                ),
                (
                    try Self.header { $0[156] = UInt8(ascii: "2") } + body + end,
                    .malformed(file, at: 0, "a member that is no file has content")
                ),
                (
                    try Self.header { $0[156] = UInt8(ascii: "x") } + body + end,
                    .malformed(file, at: 0, "a pax header is malformed, or stands twice")
                ),
                (
                    try Self.header { $0[156] = UInt8(ascii: "L") } + body + end,
                    .malformed(file, at: 1024, "no member follows an extended header")
                ),
                (
                    try Self.header(Self.put("unknown", at: 257, width: 8)) + body + end,
                    .malformed(file, at: 0, "the header is not of a known form")
                ),
                ([0x1f, 0x8b, 8, 0, 0, 0], .compressed(file, "gzip")),
                ([0x28, 0xb5, 0x2f, 0xfd, 0, 0], .compressed(file, "zstd")),
            ]
            for (bytes, expected) in cases {
                try Self.write(bytes, to: file)
                #expect(throws: expected, "\(expected)") { try TarIndex(file) }
            }
            try Self.write(good + body + end, to: file)
            #expect(try TarIndex(file).members.count == 1)
        }
    }

    @Test func `follows no link out of the archive, nor in a circle`() throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.tar")
            var tar: [UInt8] = []
            var writer = TarWriter { tar.append(contentsOf: $0) }
            for (name, target) in [("out", "../etc/passwd"), ("root", "/etc/passwd"), ("a", "b"), ("b", "a")] {
                try writer.append(Self.entry(name, .symbolicLink(target: Array(target.utf8))))
            }
            try writer.finish()
            try Self.write(tar, to: file)
            let index = try TarIndex(file)
            for name in ["out", "root", "a", "b"] { #expect(try index.file(TarPath(name)) == nil) }
        }
    }

    @Test func `cuts a header anywhere without a crash`() throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending("a.tar")
            let block = try Self.header { _ in }
            for count in stride(from: 0, to: 512, by: 37) {
                try Self.write(Array(block.prefix(count)), to: file)
                #expect(throws: TarIndexError.self) { try TarIndex(file) }
            }
        }
    }

    private static func write(_ bytes: [UInt8], to file: FilePath) throws {
        let descriptor = try FileDescriptor.open(
            file, .writeOnly, options: [.create, .truncate], permissions: FilePermissions(rawValue: 0o600))
        defer { try? descriptor.close() }
        _ = try descriptor.writeAll(bytes)
    }
}
