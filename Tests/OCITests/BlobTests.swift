import Glibc
import OCI
import SystemPackage
import TestSupport
import Testing

struct BlobTests {
    private static let content = Array("the bytes of a blob".utf8)

    @Test func `reads what was written, and writes it once`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let descriptor = try fixture.layout.write(Self.content, as: .octets)
            #expect(descriptor == Descriptor(mediaType: .octets, digest: Digest(of: Self.content), size: 19))
            #expect(try fixture.layout.bytes(descriptor) == Self.content)
            #expect(try fixture.layout.read(descriptor) == Self.content)
            #expect(try fixture.layout.contains(descriptor))
            let before = try fixture.layout.path(of: descriptor.digest).status()?.identity
            #expect(try fixture.layout.write(Self.content, as: .octets) == descriptor)
            #expect(try fixture.layout.path(of: descriptor.digest).status()?.identity == before)
        }
    }

    @Test func `streams a large blob in pieces and stops where its reader does`() throws {
        struct Enough: Error {}
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 9) }
            let descriptor = try fixture.layout.write(bytes, as: .octets)
            var largest = 0
            try fixture.layout.stream(descriptor) { largest = max(largest, $0.count) }
            #expect(largest < bytes.count)
            #expect(try fixture.layout.bytes(descriptor) == bytes)
            #expect(throws: Enough.self) { try fixture.layout.stream(descriptor) { _ in throw Enough() } }
            let tooLarge = LayoutError.file(.tooLarge(fixture.layout.path(of: descriptor.digest), limit: 1000))
            #expect(throws: tooLarge) { try fixture.layout.read(descriptor, limit: 1000) }
        }
    }

    @Test func `finds a flipped, a missing and an added byte`() throws {
        try withTemporaryDirectory { directory in
            let layout = try LayoutFixture(in: directory).layout
            let descriptor = try layout.write(Self.content, as: .octets)
            let path = layout.path(of: descriptor.digest)
            var flipped = Self.content
            flipped[7] ^= 1
            try path.replace(with: flipped)
            #expect(throws: LayoutError.digest(expected: descriptor.digest, actual: Digest(of: flipped))) {
                try layout.bytes(descriptor)
            }
            #expect(throws: LayoutError.digest(expected: descriptor.digest, actual: Digest(of: flipped))) {
                try layout.read(descriptor)
            }
            for bytes in [Array(Self.content.dropLast()), Self.content + [0], []] {
                try path.replace(with: bytes)
                #expect(throws: LayoutError.size(descriptor.digest, expected: 19, actual: Int64(bytes.count))) {
                    try layout.bytes(descriptor)
                }
                #expect(try !layout.contains(descriptor))
            }
        }
    }

    @Test func `finds a descriptor that lies about the size`() throws {
        try withTemporaryDirectory { directory in
            let layout = try LayoutFixture(in: directory).layout
            var descriptor = try layout.write(Self.content, as: .octets)
            descriptor.size = 20
            #expect(throws: LayoutError.size(descriptor.digest, expected: 20, actual: 19)) {
                try layout.bytes(descriptor)
            }
        }
    }

    @Test func `takes nothing but a regular file for a blob`() async throws {
        try await withTemporaryDirectory { directory in
            let layout = try LayoutFixture(in: directory).layout
            let descriptor = try layout.write(Self.content, as: .octets)
            let path = layout.path(of: descriptor.digest)
            let copy = directory.appending("copy")
            try path.rename(to: copy)
            #expect(throws: LayoutError.missingBlob(descriptor.digest, layout: layout.root)) {
                try layout.bytes(descriptor)
            }
            #expect(try !layout.contains(descriptor))

            // Even a link to the right bytes: what it leads to may change at any time.
            try await Tool("ln", package: "coreutils")("-s", copy.string, path.string)
            #expect(throws: LayoutError.file(.failed(.open, path, .tooManySymbolicLinkLevels))) {
                try layout.bytes(descriptor)
            }
            #expect(try !layout.contains(descriptor))
            try path.remove()

            // Nobody writes to it: waiting would be for ever.
            try await Tool("mkfifo")(path.string)
            #expect(throws: LayoutError.file(.notRegular(path))) { try layout.bytes(descriptor) }
            try path.remove()

            try path.createDirectories()
            #expect(throws: LayoutError.file(.notRegular(path))) { try layout.bytes(descriptor) }
        }
    }

    @Test func `leaves nothing of a blob that was given up`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            do {
                var writer = try BlobWriter(in: fixture.layout)
                try writer.write(Self.content)
            }
            #expect(try fixture.blobs() == [])
            var writer = try BlobWriter(in: fixture.layout)
            try writer.write(Array(Self.content.prefix(4)))
            try Self.content.dropFirst(4).withUnsafeBytes { try writer.write($0) }
            #expect(try fixture.blobs() == [])
            let descriptor = try writer.commit(as: .octets)
            #expect(try fixture.blobs() == [descriptor.digest.hex])
            #expect(descriptor.digest == Digest(of: Self.content) && descriptor.size == 19)
        }
    }

    @Test func `puts a sound blob in a damaged one's place`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let descriptor = try fixture.layout.write(Self.content, as: .octets)
            try fixture.layout.path(of: descriptor.digest).replace(with: Array("something else".utf8))
            #expect(try fixture.layout.write(Self.content, as: .octets) == descriptor)
            #expect(try fixture.layout.bytes(descriptor) == Self.content)
            #expect(try fixture.blobs() == [descriptor.digest.hex])
        }
    }

    @Test func `leaves nothing where a directory has the blob's name`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let path = fixture.layout.path(of: Digest(of: Self.content))
            try path.createDirectories()
            #expect(throws: LayoutError.file(.failed(.rename, path, .isDirectory))) {
                try fixture.layout.write(Self.content, as: .octets)
            }
            #expect(try fixture.blobs() == [Digest(of: Self.content).hex])
        }
    }

    @Test func `lets many tasks write the same blob`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let descriptors = try await (0..<16).concurrentMap(width: 8) { _ in
                try await runBlocking {
                    var writer = try BlobWriter(in: layout)
                    try writer.write(Self.content)
                    return try writer.commit(as: .octets)
                }
            }
            #expect(Set(descriptors).count == 1)
            #expect(try fixture.blobs() == [Digest(of: Self.content).hex])
            #expect(try layout.bytes(descriptors[0]) == Self.content)
        }
    }

    @Test func `refuses to make a layout where a file is`() throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending("file")
            try file.replace(with: [])
            #expect(throws: LayoutError.self) { try ImageLayout(creatingAt: file) }
            let empty = directory.appending("empty")
            #expect(throws: LayoutError.self) { try ImageLayout(at: empty) }
            try empty.createDirectories()
            let error = #expect(throws: LayoutError.self) { try ImageLayout(at: empty) }
            #expect(
                error?.description
                    == "\(empty) is not an OCI image layout: cannot open \(empty)/oci-layout: No such file or directory"
            )
            try empty.appending("oci-layout").replace(with: Array(#"{"imageLayoutVersion":"2.0.0"}"#.utf8))
            #expect(
                throws: LayoutError.notALayout(empty, reason: "oci-layout: 'imageLayoutVersion': '2.0.0'")
            ) { try ImageLayout(creatingAt: empty) }
        }
    }
}
