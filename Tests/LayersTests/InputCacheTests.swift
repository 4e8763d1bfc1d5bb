@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct InputCacheTests {
    private static let content = Array("an input".utf8)
    private static let input = LockedInput(
        name: "x.deb", digest: Digest(of: content), size: 8, origin: .url("http://example.org/x"))

    private static func store(_ cache: InputCache, _ pieces: [[UInt8]?]) throws {
        try cache.store(input) { write, restart in
            for piece in pieces {
                if let piece { try piece.withUnsafeBytes { try write($0) } } else { try restart() }
            }
        }
    }

    @Test func `takes in the right bytes, also after a new start`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try Self.store(fixture.cache, [Array("an in".utf8), Array("put".utf8)])
            #expect(try fixture.cache.contains(Self.input))
            try fixture.cache.path(of: Self.input.digest).remove()
            try Self.store(fixture.cache, [Array("half of it".utf8.prefix(7)), nil, Self.content])
            #expect(try fixture.cache.path(of: Self.input.digest).read(limit: 100) == Self.content)
            #expect(try fixture.cached() == [Self.input.digest.hex])
        }
    }

    @Test func `keeps nothing of wrong bytes`() throws {
        struct Fault: Error {}
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let wrong = Array("AN INPUT".utf8)
            #expect(throws: FetchError.digest("x.deb", expected: Self.input.digest, actual: Digest(of: wrong))) {
                try Self.store(fixture.cache, [wrong])
            }
            #expect(throws: FetchError.size("x.deb", expected: 8, actual: 7)) {
                try Self.store(fixture.cache, [Self.content.dropLast()])
            }
            #expect(throws: FetchError.size("x.deb", expected: 8, actual: 9)) {
                try Self.store(fixture.cache, [Self.content, [0]])
            }
            #expect(throws: Fault.self) {
                try fixture.cache.store(Self.input) { write, _ in
                    try Self.content.withUnsafeBytes { try write($0) }
                    throw Fault()
                }
            }
            #expect(try fixture.cached() == [])
        }
    }
}
