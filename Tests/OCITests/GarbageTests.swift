import Glibc
import OCI
import Synchronization
import SystemPackage
import TestSupport
import Testing

struct GarbageTests {
    /// A collector that keeps no candidate for its age, and no earlier image.
    private static func strict(_ layout: ImageLayout, history: Int = 0) -> GarbageCollector {
        GarbageCollector(in: layout, history: history, candidatesSince: .max)
    }

    /// The file system's clock ticks every few milliseconds: what follows is newer than what was before.
    private static func tick() { usleep(30_000) }

    /// All digests that an image of ``LayoutFixture/image(_:)`` consists of.
    private static func blobs(of image: Descriptor, in layout: ImageLayout) throws -> Set<String> {
        let manifest = try layout.manifest(image)
        return Set(([image, manifest.config] + manifest.layers).map(\.digest.hex))
    }

    @Test func `removes what no tag reaches, and nothing that one does`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let (kept, gone) = (try fixture.image("kept"), try fixture.image("gone"))
            try layout.tag(kept, as: RefName("v"))
            try layout.list([gone])
            let stray = try layout.write([1, 2, 3], as: .octets)
            Self.tick()
            let goneBlobs = try Self.blobs(of: gone, in: layout).union([stray.digest.hex])
            let sizes = try goneBlobs.map {
                try #require(try layout.root.appending("blobs/sha256").appending($0).status()).size
            }
            let planned = try Self.strict(layout).plan()
            #expect(try Set(fixture.blobs()).isSuperset(of: goneBlobs) && layout.index().manifests.count == 2)

            let report = try Self.strict(layout).run()
            #expect(report == planned)
            #expect(report.images == [gone.digest] && report.artifacts == [] && report.leftovers == 0)
            #expect(Set(report.blobs.map(\.hex)) == goneBlobs && report.bytes == sizes.reduce(0, +))
            #expect(!report.isShared)
            #expect(Set(try fixture.blobs()) == (try Self.blobs(of: kept, in: layout)))
            #expect(try fixture.listed() == ["\(kept.digest.short) v"])
            #expect(try Self.strict(layout).run() == GarbageReport())
        }
    }

    @Test func `keeps candidates as long as asked, unless they were given up`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let (young, old, given) = (try fixture.image("a"), try fixture.image("b"), try fixture.image("c"))
            try layout.list([young, old, given])
            for (image, age) in [(young, Int64(3000)), (old, 1000), (given, 3000)] {
                var times = [timespec(tv_sec: Int(age), tv_nsec: 0), timespec(tv_sec: Int(age), tv_nsec: 0)]
                #expect(layout.path(of: image.digest).withPlatformString { utimensat(AT_FDCWD, $0, &times, 0) } == 0)
            }
            try layout.remove(given)
            Self.tick()
            let report = try GarbageCollector(in: layout, history: 0, candidatesSince: 2000).run()
            #expect(Set(report.images) == [old.digest, given.digest])
            #expect(try fixture.listed() == ["\(young.digest.short) -"])
        }
    }

    @Test func `keeps an image that is built again after it was given up`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let image = try fixture.image("a")
            try fixture.layout.list([image])
            try fixture.layout.remove(image)
            try fixture.layout.list([image])
            Self.tick()
            let report = try GarbageCollector(in: fixture.layout, history: 0, candidatesSince: 0).run()
            #expect(report == GarbageReport())
        }
    }

    @Test func `keeps as many earlier images of a tag as asked, and forgets the others`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let images = try (0..<5).map { try fixture.image("\($0)") }
            for image in images { try layout.tag(image, as: RefName("v")) }
            Self.tick()
            let report = try Self.strict(layout, history: 2).run()
            #expect(Set(report.images) == [images[0].digest, images[1].digest])
            #expect(try layout.history(of: RefName("v")) == [images[3].digest, images[2].digest])
            try layout.rollBack(RefName("v"), to: .steps(2))
            #expect(try layout.resolve(ImageReference("oci:\(layout.root):v")).digest == images[2].digest)
            #expect(throws: LayoutError.tag(.tooFar(try RefName("v"), steps: 3, known: 2))) {
                try layout.rollBack(RefName("v"), to: .steps(3))
            }
        }
    }

    @Test func `keeps the artifacts about what stays, and of smoke reports the newest of a kind`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let (kept, gone) = (try fixture.image("kept"), try fixture.image("gone"))
            func report(_ image: Descriptor, _ mark: String, _ device: String, _ verdict: String) throws -> Descriptor {
                let blob = try layout.write(Array(mark.utf8), as: .smokeReport)
                let referrer = try layout.writeReferrer(
                    of: image, type: .smokeReport, blobs: [blob],
                    annotations: [Annotation.device: device, Annotation.verdict: verdict])
                try layout.list([referrer])
                return referrer
            }
            try layout.tag(kept, as: RefName("v"))
            try layout.list([gone])
            let first = try report(kept, "1", "cpu", "passed")
            let second = try report(kept, "2", "cpu", "passed")
            let failed = try report(kept, "3", "cpu", "failed")
            let other = try report(kept, "4", "gpu", "passed")
            let stale = try report(gone, "5", "cpu", "passed")
            let lock = try layout.writeReferrer(
                of: kept, type: .lock, blobs: [layout.write(Array("{}".utf8), as: .lock)])
            // What is about an artifact goes and stays with it.
            let onLock = try layout.writeReferrer(
                of: lock, type: .recipe, blobs: [layout.write(Array("x".utf8), as: .recipe)])
            try layout.list([onLock, lock])
            Self.tick()
            let found = try Self.strict(layout).run()
            #expect(found.images == [gone.digest])
            #expect(Set(found.artifacts) == [first.digest, stale.digest])
            #expect(
                Set(try layout.index().manifests.map(\.digest))
                    == [
                        kept.digest, second.digest, failed.digest, other.digest, lock.digest, onLock.digest,
                    ])
            #expect(try layout.bytes(layout.manifest(second).layers[0]) == Array("2".utf8))
            #expect(try !fixture.blobs().contains(Digest(of: "5".utf8).hex))
        }
    }

    @Test func `follows an index to the manifests that are here`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let (one, two) = (try fixture.image("one"), try fixture.image("two"))
            let absent = Descriptor(mediaType: .manifest, digest: Digest(of: [9]), size: 12)
            let index = try layout.write(ImageIndex(manifests: [one, two, absent]).json.canonical(), as: .index)
            try layout.tag(index, as: RefName("v"))
            Self.tick()
            let report = try Self.strict(layout).run()
            #expect(report == GarbageReport())
            #expect(try fixture.blobs().count == 7)
        }
    }

    @Test func `leaves to a process at work what it wrote and what it asked for`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let (asked, unasked) = (try layout.write([1], as: .octets), try layout.write([2], as: .octets))
            let candidate = try fixture.image("candidate")
            try layout.list([candidate])
            Self.tick()
            let use = try StoreUse(of: layout)
            let written = try layout.write([3], as: .octets)
            #expect(try layout.keep(asked))
            try layout.keep(image: candidate)
            Self.tick()
            let report = try Self.strict(layout).run()
            #expect(report.blobs == [unasked.digest] && report.images == [] && report.isShared)
            #expect(try !layout.keep(unasked))
            #expect(try layout.contains(asked) && layout.contains(written))
            use.end()
            withExtendedLifetime(use) {}
            let second = try Self.strict(layout).run()
            #expect(second.images == [candidate.digest] && !second.isShared)
            #expect(try fixture.blobs() == [])
        }
    }

    @Test func `is not kept from its work by what a dead process left`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let users = fixture.layout.root.appending(".imagesmith/users")
            try users.createDirectories()
            try users.appending("dead").replace(with: [])
            _ = try fixture.layout.write([1], as: .octets)
            let blob = Digest(of: [2]).hex
            try fixture.layout.root.appending("blobs/sha256/\(blob).12.3.new").replace(with: [2, 3])
            Self.tick()
            let report = try Self.strict(fixture.layout).run()
            #expect(report.blobs.count == 1 && report.leftovers == 1 && report.bytes == 3 && !report.isShared)
            #expect(try users.entries() == [])
            // One that was killed before it had its last name, by a version that wrote such names, too.
            for name in ["dead", "new-dead"] { try users.appending(name).replace(with: []) }
            let use = try StoreUse(of: fixture.layout)
            #expect(try users.entries().count == 1 && users.appending("dead").status() == nil)
            use.end()
            #expect(try users.entries() == [])
        }
    }

    @Test func `leaves hints that cannot be read, and all else with them`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let kept = try fixture.image("kept")
            try layout.tag(kept, as: RefName("v"))
            _ = try layout.write([1], as: .octets)
            let hint = layout.root.appending(".imagesmith/layers/\(Digest(of: [1]).hex).json")
            try hint.removingLastComponent().createDirectories()
            let record: JSON = [
                "descriptor": try layout.manifest(kept).layers[0].json, "diffID": .string(Digest(of: [2]).description),
            ]
            try hint.replace(with: record.canonical())
            Self.tick()
            let before = (try fixture.blobs(), try layout.index())
            try withHeldFile(hint) {
                #expect(throws: FileError.failed(.open, hint, .wouldBlock)) { try Self.strict(layout).run() }
                #expect(throws: LayoutError.file(.failed(.open, hint, .wouldBlock))) { try Self.strict(layout).plan() }
            }
            #expect(try hint.read(limit: 1000) == record.canonical())
            #expect(try fixture.blobs() == before.0 && layout.index() == before.1)
            let report = try Self.strict(layout).run()
            #expect(report.leftovers == 0 && report.blobs.count == 1)
            #expect(try hint.read(limit: 1000) == record.canonical())
        }
    }

    @Test func `forgets no place of a blob because its record cannot be read`() throws {
        try withTemporaryDirectory { directory in
            let layout = try LayoutFixture(in: directory).layout
            let (origins, digest) = (BlobOrigins(of: layout), Digest(of: [1]))
            try origins.record(.layout("/one"), for: digest)
            let record = layout.root.appending(".imagesmith/origins/\(digest.hex).json")
            try withHeldFile(record) {
                #expect(throws: FileError.failed(.open, record, .wouldBlock)) {
                    try origins.record(.layout("/two"), for: digest)
                }
                #expect(origins.places(of: digest) == [])
            }
            #expect(origins.places(of: digest) == [.layout("/one")])
            // What is no record gives way.
            try record.replace(with: [1])
            try origins.record(.layout("/two"), for: digest)
            #expect(origins.places(of: digest) == [.layout("/two")])
        }
    }

    @Test func `keeps what interrupted copies go on with as long as candidates`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            for (place, name) in [(layout.partials, "a"), (layout.uploads.directory, "b.json")] {
                try place.createDirectories()
                try place.appending(name).replace(with: [1, 2])
            }
            Self.tick()
            #expect(try GarbageCollector(in: layout, history: 0, candidatesSince: 0).run() == GarbageReport())
            let report = try Self.strict(layout).run()
            #expect(report.leftovers == 2 && report.bytes == 4)
            #expect(try layout.partials.entries() == [] && layout.uploads.directory.entries() == [])
        }
    }

    @Test func `removes hints about what is gone, and keeps those about what stays`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let kept = try fixture.image("kept")
            try layout.tag(kept, as: RefName("v"))
            let layer = try layout.manifest(kept).layers[0]
            // The layer of a shallow store: reached, and not here.
            try layout.path(of: layer.digest).remove()
            let origins = BlobOrigins(of: layout)
            let place = BlobOrigin.layout("/somewhere")
            try origins.record(place, for: layer.digest)
            try origins.record(place, for: Digest(of: [7]))
            let layers = layout.root.appending(".imagesmith/layers")
            try layers.createDirectories()
            for (name, digest) in [("a", layer.digest), ("b", Digest(of: [7]))] {
                let record: JSON = [
                    "descriptor": Descriptor(mediaType: .layer, digest: digest, size: 1).json,
                    "diffID": .string(digest.description),
                ]
                try layers.appending("\(Digest(of: name.utf8).hex).json").replace(with: record.canonical())
            }
            try layers.appending("broken.json").replace(with: [1])
            let sound = layers.appending("\(Digest(of: "a".utf8).hex).json")
            // Of a process that was killed between two names of a hint.
            try layers.appending("\(sound.lastComponent?.string ?? "").imagesmith.new")
                .replace(with: sound.read(limit: 1000))
            Self.tick()
            let report = try Self.strict(layout).run()
            #expect(report.leftovers == 4 && report.blobs == [])
            #expect(origins.places(of: layer.digest) == [place] && origins.places(of: Digest(of: [7])) == [])
            #expect(try layers.entries().map(\.string) == ["\(Digest(of: "a".utf8).hex).json"])
        }
    }

    @Test func `leaves a whole layout wherever it is killed, and ends its work the next time`() throws {
        struct Killed: Error {}
        for stop in 0..<5 {
            try withTemporaryDirectory { directory in
                let fixture = try LayoutFixture(in: directory)
                let layout = fixture.layout
                let (kept, gone) = (try fixture.image("kept"), try fixture.image("gone"))
                try layout.tag(gone, as: RefName("v"))
                try layout.tag(kept, as: RefName("v"))
                try layout.list([
                    layout.writeReferrer(
                        of: gone, type: .lock, blobs: [layout.write(Array("{}".utf8), as: .lock)])
                ])
                Self.tick()
                var removed = 0
                #expect(throws: Killed.self, "stopped before file \(stop)") {
                    _ = try Self.strict(layout).run { _ in
                        if removed == stop { throw Killed() }
                        removed += 1
                    }
                }
                // All that is listed is there.
                for entry in try layout.index().manifests {
                    let manifest = try layout.manifest(entry)
                    for blob in [manifest.config] + manifest.layers { #expect(try layout.contains(blob)) }
                }
                #expect(try layout.history(of: RefName("v")) == [])
                _ = try Self.strict(layout).run()
                #expect(Set(try fixture.blobs()) == (try Self.blobs(of: kept, in: layout)))
            }
        }
    }

    @Test(arguments: ["damaged", "missing", "unknown"])
    func `changes nothing where it cannot know what an image reaches`(fault: String) throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            var image = try fixture.image("kept")
            if fault == "unknown" { image.mediaType = try MediaType("application/vnd.example.thing") }
            try layout.tag(image, as: RefName("v"))
            _ = try layout.write([1], as: .octets)
            let path = layout.path(of: image.digest)
            if fault == "damaged" { try path.replace(with: path.read(limit: 1 << 16).map { $0 == 0x32 ? 0x33 : $0 }) }
            if fault == "missing" { try path.remove() }
            Self.tick()
            let before = (try fixture.blobs(), try layout.index())
            let error = #expect(throws: LayoutError.self) { try Self.strict(layout).run() }
            switch (fault, error) {
            case ("damaged", .digest(image.digest, _)), ("missing", .missingBlob(image.digest, _)),
                ("unknown", .document(image.digest, _)):
                break
            default: Issue.record("\(String(describing: error))")
            }
            #expect(try fixture.blobs() == before.0 && layout.index() == before.1)
        }
    }

    @Test func `takes no blob from tasks that write, list and tag at the same time`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let isDone = Atomic(false)
            async let collections = runBlocking {
                var count = 0
                while !isDone.load(ordering: .relaxed) {
                    _ = try Self.strict(layout).run()
                    count += 1
                    usleep(2000)
                }
                return count
            }
            defer { isDone.store(true, ordering: .relaxed) }
            _ = try await (0..<200).concurrentMap(width: 4) { number in
                try await runBlocking {
                    let use = try StoreUse(of: layout)
                    defer { withExtendedLifetime(use) {} }
                    // The same few images again and again: some of their blobs are here, and about to be removed.
                    let image = try fixture.image("image \(number % 3)")
                    try layout.list([image])
                    let manifest = try layout.manifest(image)
                    for blob in [manifest.config] + manifest.layers { _ = try layout.read(blob) }
                    if number % 5 == 0 { try layout.tag(image, as: RefName("t\(number % 2)")) }
                    if number % 7 == 0 { _ = try? layout.untag(RefName("t0")) }
                }
            }
            isDone.store(true, ordering: .relaxed)
            #expect(try await collections > 0)
            for entry in try layout.index().manifests where entry.annotations[Annotation.refName] != nil {
                #expect(try Self.blobs(of: entry, in: layout).isSubset(of: fixture.blobs()))
            }
        }
    }
}
