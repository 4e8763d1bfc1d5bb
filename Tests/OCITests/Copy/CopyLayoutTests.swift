import Glibc
import OCI
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Copies into a layout: what its index says, before, meanwhile and after.
struct CopyLayoutTests {
    private static func selectors(_ fixture: CopyFixture) throws -> [ImageReference.Selector] {
        [.only, .tag(try RefName("copy")), .digest(fixture.image.digest)]
    }

    private static func entries(of layout: ImageLayout) throws -> [String] {
        try layout.index().manifests.map { "\($0.digest.short) \($0.annotations[Annotation.refName] ?? "-")" }
    }

    @Test(arguments: 0..<3)
    func `an image comes into the index in one change with all that is about it`(place: Int) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try CopyFixture(in: directory)
            let other = try fixture.other()
            let selector = try Self.selectors(fixture)[place]
            let changes = try IndexChanges(of: other)
            for expected in [1, 0] {
                let report = try await fixture.copy(
                    .digest(fixture.image.digest), from: LayoutSource(fixture.layout),
                    to: LayoutDestination(other, as: selector))
                #expect(report.referrers == 2)
                #expect(try changes.count() == expected)
            }
            let tag = if case .tag(let name) = selector { name.description } else { "-" }
            #expect(
                try Self.entries(of: other) == [
                    "\(fixture.note.digest.short) -", "\(fixture.noteOnNote.digest.short) -",
                    "\(fixture.image.digest.short) \(tag)",
                ])
        }
    }

    @Test func `an index comes into the index in one change with what is about its platforms`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try CopyFixture(in: directory)
            let other = try fixture.other()
            let changes = try IndexChanges(of: other)
            _ = try await fixture.copy(
                .tag(RefName("all")), from: LayoutSource(fixture.layout),
                to: LayoutDestination(other, as: .tag(RefName("copy"))))
            #expect(try changes.count() == 1)
            #expect(
                try Self.entries(of: other) == [
                    "\(fixture.platformNote.digest.short) -", "\(fixture.index.digest.short) copy",
                ])
        }
    }

    @Test func `a tag is decided under the lock, by the index as it will be`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try CopyFixture(in: directory)
            let other = try fixture.other()
            let seen = Mutex<[[Digest]]>([])
            let destination = LayoutDestination(other, as: .tag(try RefName("copy"))) {
                (image, index) throws(LayoutError) in
                #expect(image.digest == fixture.image.digest)
                #expect(!isFree(other.root.appending(".imagesmith.lock")))
                let notes = try other.referrers(of: image.digest, type: CopyFixture.noteType, listedIn: index)
                let listed = try other.index().manifests.map(\.digest)
                seen.withLock { $0 = [notes.map(\.digest), listed] }
                return nil
            }
            _ = try await fixture.copy(.tag(RefName("v1")), from: LayoutSource(fixture.layout), to: destination)
            #expect(seen.withLock { $0 } == [[fixture.note.digest], []])
            #expect(try other.resolve(ImageReference("oci:\(other.root):copy")).digest == fixture.image.digest)
        }
    }

    @Test func `an image that is refused its tag is listed without, in one change`() async throws {
        struct Refused: Error {}
        try await withTemporaryDirectory { directory in
            let fixture = try CopyFixture(in: directory)
            let other = try fixture.other()
            let changes = try IndexChanges(of: other)
            await #expect(throws: Refused.self) {
                try await fixture.copy(
                    .tag(RefName("v1")), from: LayoutSource(fixture.layout),
                    to: LayoutDestination(other, as: .tag(RefName("copy"))) { _, _ in Refused() })
            }
            #expect(try changes.count() == 1)
            #expect(
                try Self.entries(of: other) == [
                    "\(fixture.note.digest.short) -", "\(fixture.noteOnNote.digest.short) -",
                    "\(fixture.image.digest.short) -",
                ])
        }
    }

    @Test func `nothing is listed where it cannot be told whether the image may have its tag`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try CopyFixture(in: directory)
            let other = try fixture.other()
            let fault = LayoutError.missingBlob(fixture.note.digest, layout: other.root)
            await #expect(throws: fault) {
                try await fixture.copy(
                    .tag(RefName("v1")), from: LayoutSource(fixture.layout),
                    to: LayoutDestination(other, as: .tag(RefName("copy"))) {
                        (_, _) throws(LayoutError) in throw fault
                    })
            }
            #expect(try other.index() == ImageIndex())
        }
    }

    @Test func `nothing is listed under another digest than the image has`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try CopyFixture(in: directory)
            let other = try fixture.other()
            let asked = fixture.index.digest
            await #expect(throws: CopyError.otherDigest(asked: asked, image: fixture.image.digest)) {
                try await fixture.copy(
                    .tag(RefName("v1")), from: LayoutSource(fixture.layout),
                    to: LayoutDestination(other, as: .digest(asked)))
            }
            #expect(try other.index() == ImageIndex())
        }
    }

    @Test func `copies at the same time lose nothing of each other`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try CopyFixture(in: directory)
            let other = try fixture.other()
            let changes = try IndexChanges(of: other)
            _ = try await (0..<24).concurrentMap(width: 8) { number in
                try await fixture.copy(
                    .tag(RefName(number % 2 == 0 ? "v1" : "all")), from: LayoutSource(fixture.layout),
                    to: LayoutDestination(other, as: .tag(RefName("copy-\(number)"))))
            }
            #expect(try changes.count() == 24)
            let entries = Set(try Self.entries(of: other))
            let notes = [fixture.note, fixture.noteOnNote, fixture.platformNote].map { "\($0.digest.short) -" }
            let images = (0..<24).map { "\(($0 % 2 == 0 ? fixture.image : fixture.index).digest.short) copy-\($0)" }
            #expect(entries == Set(notes + images))
        }
    }
}

/// Counts how often the index of a layout was replaced. The corresponding C functions are `inotify_init1` and
/// `inotify_add_watch`.
private struct IndexChanges: ~Copyable {
    private let events: FileDescriptor

    init(of layout: ImageLayout) throws {
        events = FileDescriptor(rawValue: inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)))
        let watch = layout.root.withPlatformString {
            // What is moved from as well: events that are alike become one, unless another one lies between.
            inotify_add_watch(events.rawValue, $0, UInt32(IN_MOVED_TO | IN_MOVED_FROM))
        }
        try #require(watch >= 0, "errno \(errno)")
    }

    deinit { try? events.close() }

    /// How many changes there were since the last time.
    func count() throws -> Int {
        var count = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
        defer { buffer.deallocate() }
        while true {
            let filled: Int
            do { filled = try events.read(into: buffer) } catch Errno.wouldBlock { return count }
            var place = 0
            while place < filled {
                let event = buffer.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                let name = buffer[(place + 16)..<(place + 16 + Int(event.len))].prefix { $0 != 0 }
                if String(decoding: name, as: UTF8.self) == "index.json" { count += 1 }
                place += 16 + Int(event.len)
            }
        }
    }
}
