import OCI
import SystemPackage
import TestSupport
import Testing

struct UnnamedFileTests {
    @Test func `takes the place of another file, and of what a killed process left there`() throws {
        try withTemporaryDirectory { directory in
            let path = directory.appending("file")
            try path.replace(with: [1])
            try directory.appending("file.imagesmith.new").replace(with: [2])
            var file = try UnnamedFile(in: directory, hashes: false)
            try file.write([3])
            try file.commit(to: path)
            #expect(try path.read(limit: 10) == [3])
            #expect(try directory.entries().map(\.string) == ["file"])
        }
    }

    @Test func `is whole under a name that many tasks write at once, and has no other name then`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending("file")
            try path.replace(with: [])
            _ = try await (0..<400).concurrentMap(width: 8) { number in
                try await runBlocking {
                    var file = try UnnamedFile(in: directory, hashes: false)
                    try file.write([UInt8](repeating: UInt8(number % 256), count: 10_000))
                    try file.commit(to: path)
                    let found = try path.read(limit: 20_000)
                    #expect(found.count == 10_000 && Set(found).count == 1)
                }
            }
            #expect(try directory.entries().map(\.string) == ["file"])
        }
    }

    @Test func `leaves nothing where a directory has the name`() throws {
        try withTemporaryDirectory { directory in
            let path = directory.appending("file")
            try path.createDirectories()
            #expect(throws: FileError.failed(.rename, path, .isDirectory)) {
                try UnnamedFile(in: directory, hashes: false).commit(to: path)
            }
            #expect(try directory.entries().map(\.string) == ["file"])
        }
    }
}
