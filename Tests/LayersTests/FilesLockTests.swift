import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct FilesLockTests {
    private static func lock(_ source: FilePath, at path: String = "srv", mode: UInt16? = nil, from directory: FilePath)
        throws -> FilesLock
    {
        let recipe = FileRecipe(content: .source(source), path: try TarPath(path), mode: mode, owner: .root)
        return try FilesLock(locking: [recipe], layer: "l", from: directory)
    }

    @Test func `walks a directory in the order of its bytes`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("tree/b/x", "1"), ("tree/a-", "22"), ("tree/B", ""), ("tree/a/run", "#!")])
            let ln = Tool("ln", package: "coreutils")
            try await ln("-s", "../nowhere", directory.appending("tree/link").string)
            try await Tool("chmod", package: "coreutils")("0750", directory.appending("tree/a/run").string)
            let lock = try Self.lock(directory.appending("tree"), from: directory)
            let lines = lock.entries.map { entry in
                let content =
                    switch entry.kind {
                    case .directory: "directory"
                    case .link(let target): "-> \(target)"
                    case .file(let file): "\(file.path) \(file.size) \(file.digest.short)"
                    }
                return "\(entry.path) \(String(entry.mode, radix: 8)) \(content)"
            }
            #expect(
                lines == [
                    "srv 755 directory", "srv/B 644 tree/B 0 e3b0c44298fc", "srv/a 755 directory",
                    "srv/a- 644 tree/a- 2 785f3ec7eb32",
                    "srv/a/run 755 tree/a/run 2 \(Digest(of: Array("#!".utf8)).short)",
                    "srv/b 755 directory", "srv/b/x 644 tree/b/x 1 6b86b273ff34", "srv/link 777 -> ../nowhere",
                ])
            #expect(try FilesLock(JSONField(lock.json)) == lock)
            #expect(lock.inputs(in: directory).map(\.name) == ["tree/B", "tree/a-", "tree/a/run", "tree/b/x"])
        }
    }

    @Test func `takes a file that a link leads to, with its own size`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("blob", "a content that is longer than the link")])
            let link = directory.appending("link")
            try await Tool("ln", package: "coreutils")("-s", "blob", link.string)
            let file = try LocalFile(at: link, from: directory, layer: "l")
            #expect(file.size == 38 && file.path == "link")
            #expect(file.digest == Digest(of: Array("a content that is longer than the link".utf8)))
        }
    }

    @Test func `refuses what is missing, what is no file and what goes to one path`() async throws {
        try await withTemporaryDirectory { directory in
            let missing = directory.appending("missing")
            #expect(throws: LockError.missingSource(missing, layer: "l")) {
                try Self.lock(missing, from: directory)
            }
            #expect(throws: LockError.missingSource(missing, layer: "l")) {
                try LocalFile(at: missing, from: directory, layer: "l")
            }
            let fifo = directory.appending("tree/fifo")
            try directory.appending("tree").createDirectories()
            try await Tool("mkfifo")(fifo.string)
            #expect(throws: ComposeError.unsupportedFile(fifo)) {
                try Self.lock(directory.appending("tree"), from: directory)
            }
            #expect(throws: LockError.file(.notRegular(fifo))) { try LocalFile(at: fifo, from: directory, layer: "l") }
            let path = try TarPath("srv/x")
            let twice = FileRecipe(content: .directory, path: path, mode: nil, owner: .root)
            #expect(throws: ComposeError.duplicatePath(path)) {
                try FilesLock(locking: [twice, twice], layer: "l", from: directory)
            }
        }
    }

    @Test func `writes what it locked into a layer`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("tree/a/file", "content")])
            let lock = try Self.lock(directory.appending("tree"), mode: 0o600, from: directory)
            let layer = LockedLayer(name: "files", request: Digest(of: []), compression: .none, content: .files(lock))
            let composed = try await fixture.compose([layer])[0].layer
            #expect(
                try await fixture.layout.listing(of: composed.descriptor) == [
                    "./srv time=1793491200.0 mode=755 gid=0 uid=0 type=dir",
                    "./srv/a time=1793491200.0 mode=755 gid=0 uid=0 type=dir",
                    "./srv/a/file time=1793491200.0 mode=600 gid=0 uid=0 type=file size=7",
                ])
            // A file that is gone or other than it was locked stops the build before anything is written.
            try fixture.write([("tree/a/file", "CONTENT")])
            let other = LockedLayer(name: "files", request: Digest(of: []), compression: .gzip, content: .files(lock))
            let before = try fixture.blobs()
            await #expect(
                throws: FetchError.localChanged(
                    directory.appending("tree/a/file"), expected: Digest(of: Array("content".utf8)),
                    actual: Digest(of: Array("CONTENT".utf8)))
            ) { try await fixture.compose([other]) }
            #expect(try fixture.blobs() == before)
        }
    }
}
