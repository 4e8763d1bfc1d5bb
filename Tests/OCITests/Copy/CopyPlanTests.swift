@testable import OCI
import SystemPackage
import TestSupport
import Testing

/// What belongs to an image, and what a source may not make of it.
struct CopyPlanTests {
    /// A place that says what it is told to say.
    private struct Source: ImageSource {
        var documents: [Digest: [UInt8]] = [:]
        var root: Descriptor
        var listed: [Digest: [Descriptor]] = [:]

        func resolve(_ selector: ImageReference.Selector) throws -> Descriptor { root }
        func document(_ descriptor: Descriptor) throws -> [UInt8] { documents[descriptor.digest] ?? [] }
        func referrers(of subject: Digest) throws -> [Descriptor] { listed[subject] ?? [] }
        func extent(of blob: Descriptor) throws -> BlobExtent? { nil }
        func stream(
            _ blob: Descriptor, from offset: Int64, restarted: () throws -> Void,
            receive: (UnsafeRawBufferPointer) throws -> Void
        ) throws {}

        init(_ bytes: [UInt8], _ type: MediaType) {
            root = Source.descriptor(bytes, type)
            documents[root.digest] = bytes
        }

        mutating func add(_ bytes: [UInt8], _ type: MediaType) -> Descriptor {
            let descriptor = Source.descriptor(bytes, type)
            documents[descriptor.digest] = bytes
            return descriptor
        }

        static func descriptor(_ bytes: [UInt8], _ type: MediaType) -> Descriptor {
            Descriptor(mediaType: type, digest: Digest(of: bytes), size: Int64(bytes.count))
        }
    }

    private static func manifest(_ layers: [Descriptor] = [], subject: Descriptor? = nil) -> [UInt8] {
        Manifest(
            config: Descriptor(mediaType: .empty, digest: Digest(of: Array("{}".utf8)), size: 2), layers: layers,
            subject: subject
        ).json.canonical()
    }

    private static func plan(_ source: Source) throws -> CopyPlan {
        try CopyPlan(of: .only, from: source, platform: nil, withReferrers: true)
    }

    @Test func `a layer that stays with its owner is left where it is`() throws {
        let layers = try [
            "application/vnd.oci.image.layer.nondistributable.v1.tar", "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        ].enumerated().map { place, type in
            Descriptor(mediaType: try MediaType(type), digest: Digest(of: [UInt8(place)]), size: 1)
        }
        let plan = try Self.plan(Source(Self.manifest(layers), .manifest))
        #expect(plan.blobs.map(\.mediaType) == [.empty, layers[1].mediaType])
    }

    @Test func `a document with another digest or size than it is listed with is refused`() throws {
        var source = Source(Self.manifest(), .manifest)
        source.documents[source.root.digest] = Self.manifest() + [0x20]
        #expect(
            throws: CopyError.document(
                source.root.digest, size: Int(source.root.size) + 1, expected: source.root.size)
        ) { try Self.plan(source) }
        source.root.size += 1
        #expect(throws: CopyError.self) { try Self.plan(source) }
    }

    @Test func `an index deeper than any is refused`() throws {
        var source = Source(Self.manifest(), .manifest)
        for _ in 0..<6 { source.root = source.add(ImageIndex(manifests: [source.root]).json.canonical(), .index) }
        #expect(throws: CopyError.tooMuch(source.root.digest, limit: "4 levels")) { try Self.plan(source) }
    }

    @Test func `an index of what is no manifest is refused`() throws {
        let entry = Descriptor(mediaType: .layer, digest: Digest(of: []), size: 0)
        let source = Source(ImageIndex(manifests: [entry]).json.canonical(), .index)
        #expect(throws: CopyError.entry(entry.digest, .layer)) { try Self.plan(source) }
    }

    @Test func `referrers come in bounded rounds, and what is about something else is not followed`() throws {
        var source = Source(Self.manifest(), .manifest)
        var subject = source.root
        for _ in 0..<8 {
            let next = source.add(Self.manifest(subject: subject), .manifest)
            source.listed[subject.digest] = [next]
            subject = next
        }
        #expect(try Self.plan(source).referrers.count == 4)
        let other = source.add(Self.manifest([Source.descriptor([1], .layer)]), .manifest)
        source.listed[source.root.digest]?.append(other)
        #expect(try !Self.plan(source).referrers.map(\.digest).contains(other.digest))
    }

    @Test func `the first error of several blobs is the one that is told`() async throws {
        try await withTemporaryDirectory { directory in
            let blobs = (0..<8).map { Descriptor(mediaType: .layer, digest: Digest(of: [UInt8($0)]), size: 1) }
            let source = Source(Self.manifest(blobs), .manifest)
            let layout = try ImageLayout(creatingAt: directory.appending("layout"))
            let error = await #expect(throws: LayoutError.self) {
                try await Copier(from: source, to: LayoutDestination(layout, as: .only)).copy(.only)
            }
            guard case .size = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try layout.index().manifests.isEmpty)
        }
    }
}
