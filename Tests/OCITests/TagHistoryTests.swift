import OCI
import SystemPackage
import TestSupport
import Testing

struct TagHistoryTests {
    private struct Sample {
        let fixture: LayoutFixture
        let layout: ImageLayout
        let images: [Descriptor]
        let name: RefName

        init(in directory: FilePath, count: Int = 3) throws {
            let fixture = try LayoutFixture(in: directory)
            (self.fixture, layout, name) = (fixture, fixture.layout, try RefName("v"))
            images = try (0..<count).map { try fixture.image("\($0)") }
            for image in images { try layout.tag(image, as: name) }
        }

        func current() throws -> Digest? {
            try layout.index().manifests.first { $0.annotations[Annotation.refName] == name.description }?.digest
        }
    }

    @Test func `remembers what a tag stood for, each image once`() throws {
        try withTemporaryDirectory { directory in
            let sample = try Sample(in: directory)
            #expect(try sample.layout.history(of: sample.name) == [sample.images[1].digest, sample.images[0].digest])
            try sample.layout.tag(sample.images[2], as: sample.name)
            #expect(try sample.layout.history(of: sample.name) == [sample.images[1].digest, sample.images[0].digest])
            try sample.layout.tag(sample.images[0], as: sample.name)
            #expect(try sample.layout.history(of: sample.name) == [sample.images[2].digest, sample.images[1].digest])
        }
    }

    @Test func `remembers sixteen images at most`() throws {
        try withTemporaryDirectory { directory in
            let sample = try Sample(in: directory, count: 20)
            #expect(
                try sample.layout.history(of: sample.name) == (3..<19).reversed().map { sample.images[$0].digest })
        }
    }

    @Test func `returns to the image before, and back again`() throws {
        try withTemporaryDirectory { directory in
            let sample = try Sample(in: directory)
            let moved = try sample.layout.rollBack(sample.name)
            #expect(moved.from.digest == sample.images[2].digest && moved.to.digest == sample.images[1].digest)
            #expect(try sample.current() == sample.images[1].digest)
            #expect(try sample.layout.history(of: sample.name) == [sample.images[2].digest, sample.images[0].digest])
            try sample.layout.rollBack(sample.name)
            #expect(try sample.current() == sample.images[2].digest)
            try sample.layout.rollBack(sample.name, to: .steps(2))
            #expect(try sample.current() == sample.images[0].digest)
            try sample.layout.rollBack(sample.name, to: .digest(sample.images[1].digest))
            #expect(try sample.current() == sample.images[1].digest)
            #expect(
                try sample.layout.index().manifests.map(\.annotations).filter { $0[Annotation.refName] == nil }
                    == [[:], [:]])
        }
    }

    @Test func `returns to no image that the tag never had, or that is no longer whole`() throws {
        try withTemporaryDirectory { directory in
            let sample = try Sample(in: directory)
            let (layout, name) = (sample.layout, sample.name)
            let stranger = Digest(of: [1])
            let other = try RefName("w")
            let cases: [(EarlierImage, RefName, TagHistoryError)] = [
                (.steps(1), other, .noSuchTag(other, known: [name])),
                (.steps(3), name, .tooFar(name, steps: 3, known: 2)),
                (.digest(stranger), name, .neverHad(name, stranger)),
                (.digest(sample.images[2].digest), name, .neverHad(name, sample.images[2].digest)),
            ]
            let before = try layout.index()
            for (choice, tag, expected) in cases {
                #expect(throws: LayoutError.tag(expected)) { try layout.rollBack(tag, to: choice) }
            }
            let layer = try layout.manifest(sample.images[1]).layers[0].digest
            try layout.path(of: layer).remove()
            #expect(throws: LayoutError.tag(.incomplete(name, sample.images[1].digest, missing: layer))) {
                try layout.rollBack(name)
            }
            #expect(try layout.index() == before)
            // Where it is noted where the layer can be had, the image is whole enough.
            try BlobOrigins(of: layout).record(.layout("/elsewhere"), for: layer)
            try layout.rollBack(name)
            try layout.updateIndex { index in index.manifests.removeAll { $0.digest == sample.images[0].digest } }
            #expect(throws: LayoutError.tag(.collected(name, sample.images[0].digest))) {
                try layout.rollBack(name, to: .digest(sample.images[0].digest))
            }
            try layout.tag(sample.images[0], as: other)
            #expect(throws: LayoutError.tag(.noHistory(other))) { try layout.rollBack(other) }
        }
    }

    @Test func `takes a tag away, and marks an image without another to be collected`() throws {
        try withTemporaryDirectory { directory in
            let sample = try Sample(in: directory, count: 2)
            let (layout, images) = (sample.layout, sample.images)
            let other = try RefName("w")
            try layout.tag(images[1], as: other)
            #expect(try layout.untag(sample.name).digest == images[1].digest)
            #expect(try sample.fixture.listed() == ["\(images[0].digest.short) -", "\(images[1].digest.short) w"])
            #expect(throws: LayoutError.tag(.hasTags(images[1].digest, [other]))) { try layout.remove(images[1]) }
            #expect(try layout.untag(other).digest == images[1].digest)
            #expect(
                try layout.index().manifests.map { $0.annotations[Annotation.removed] } == [nil, "true"])
            #expect(throws: LayoutError.tag(.noSuchTag(other, known: []))) { try layout.untag(other) }
            // A new tag takes the mark off.
            try layout.tag(layout.resolve(ImageReference(images[1].digest)), as: other)
            #expect(try layout.index().manifests.map { $0.annotations[Annotation.removed] } == [nil, nil])
        }
    }
}
