import OCI
import SystemPackage
import TestSupport
import Testing

struct FilePathTests {
    @Test func `replaces a file as a whole and leaves nothing beside it`() throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending("file")
            try file.replace(with: Array("a longer first content".utf8))
            try file.replace(with: Array("second".utf8))
            #expect(try file.read(limit: 6) == Array("second".utf8))
            #expect(try directory.entries().map(\.string) == ["file"])
            let inDirectory = directory.appending("missing/file")
            #expect(throws: FileError.self) { try inDirectory.replace(with: []) }
            // A directory cannot be replaced by a file: what was written beside it is taken away.
            try directory.appending("directory").createDirectories()
            #expect(throws: FileError.failed(.rename, directory.appending("directory"), .isDirectory)) {
                try directory.appending("directory").replace(with: [1])
            }
            #expect(try directory.entries().map(\.string) == ["directory", "file"])
        }
    }

    @Test func `lets many tasks replace the same file`() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending("file")
            _ = try await (0..<32).concurrentMap(width: 16) { _ in
                try await runBlocking { try file.replace(with: Array(repeating: 7, count: 10_000)) }
            }
            #expect(try file.read(limit: 10_000) == Array(repeating: 7, count: 10_000))
            #expect(try directory.entries().map(\.string) == ["file"])
        }
    }

    @Test func `reads a whole file up to a limit, and nothing but a file`() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending("file")
            try file.replace(with: [1, 2, 3])
            #expect(try file.read(limit: 3) == [1, 2, 3])
            #expect(throws: FileError.tooLarge(file, limit: 2)) { try file.read(limit: 2) }
            #expect(throws: FileError.notRegular(directory)) { try directory.read(limit: 10) }
            let fifo = directory.appending("fifo")
            try await Tool("mkfifo")(fifo.string)
            #expect(throws: FileError.notRegular(fifo)) { try fifo.read(limit: 10) }
            #expect(throws: FileError.notRegular("/dev/zero")) { try FilePath("/dev/zero").read(limit: 10) }
            // Files of /proc say that they are empty.
            #expect(throws: FileError.tooLarge("/proc/cpuinfo", limit: 10)) {
                try FilePath("/proc/cpuinfo").read(limit: 10)
            }
            let missing = directory.appending("missing")
            #expect(throws: FileError.failed(.open, missing, .noSuchFileOrDirectory)) { try missing.read(limit: 10) }
            #expect(try missing.status() == nil)
            #expect(try file.appending("below").status() == nil)
        }
    }

    @Test func `sorts a directory's names by their bytes`() throws {
        try withTemporaryDirectory { directory in
            for name in ["b", "a", "B", "é", "z", "a-", "a.", "😀", "\u{ffff}"] {
                try directory.appending(name).replace(with: [])
            }
            #expect(
                try directory.entries().map(\.string) == ["B", "a", "a-", "a.", "b", "z", "é", "\u{ffff}", "😀"])
        }
    }

    @Test func `removes a tree through no link`() async throws {
        try await withTemporaryDirectory { directory in
            let (tree, kept) = (directory.appending("tree"), directory.appending("kept"))
            try tree.appending("a/b").createDirectories()
            try kept.createDirectories()
            try kept.appending("file").replace(with: [])
            try tree.appending("a/b/file").replace(with: [])
            try await Tool("ln", package: "coreutils")("-s", kept.string, tree.appending("a/link").string)
            try await Tool("chmod", package: "coreutils")("000", tree.appending("a/b").string)
            try tree.removeTree()
            #expect(try directory.entries().map(\.string) == ["kept"])
            #expect(try kept.entries().map(\.string) == ["file"])
            try tree.removeTree()
        }
    }

    @Test func `makes directories that are there already, and through links`() async throws {
        try await withTemporaryDirectory { directory in
            try directory.appending("real").createDirectories()
            try directory.appending("real").createDirectories()
            try await Tool("ln", package: "coreutils")("-s", "real", directory.appending("link").string)
            try directory.appending("link/a/b").createDirectories()
            #expect(try directory.appending("real/a/b").status()?.isDirectory == true)
            #expect(try directory.appending("link").linkTarget() == Array("real".utf8))
            let file = directory.appending("file")
            try file.replace(with: [])
            #expect(throws: FileError.failed(.create, file, .fileExists)) { try file.createDirectories() }
            #expect(throws: FileError.self) { try file.appending("below").createDirectories() }
        }
    }
}
