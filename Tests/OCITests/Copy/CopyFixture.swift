import OCI
import SystemPackage
import TestSupport

/// A layout with images to copy, and what came of it elsewhere.
struct CopyFixture {
    let directory: FilePath
    let fixture: LayoutFixture
    var layout: ImageLayout { fixture.layout }
    /// An image of one layer, `v1`, with a note about it, and a note about that note.
    let image: Descriptor
    let note: Descriptor
    let noteOnNote: Descriptor
    /// An index over two platforms, `all`, with a note about one of them.
    let index: Descriptor
    let platforms: [Descriptor]
    let platformNote: Descriptor

    static let noteType = MediaType.recipe

    init(in directory: FilePath) throws {
        self.directory = directory
        fixture = try LayoutFixture(in: directory)
        let layout = fixture.layout
        image = try fixture.image("one")
        note = try layout.writeReferrer(
            of: image, type: Self.noteType, blobs: [layout.write(Array("note".utf8), as: .octets)],
            annotations: ["kind": "first"])
        noteOnNote = try layout.writeReferrer(of: note, type: Self.noteType, blobs: [])
        var entries = [try fixture.image("amd64"), try fixture.image("arm64")]
        entries[0].platform = Platform(os: "linux", architecture: "amd64")
        entries[1].platform = Platform(os: "linux", architecture: "arm64", variant: "v8")
        platforms = entries
        platformNote = try layout.writeReferrer(of: entries[1], type: Self.noteType, blobs: [])
        let bytes = ImageIndex(manifests: entries).json.canonical()
        index = try layout.write(bytes, as: .index)
        try layout.tag(image, as: RefName("v1"))
        try layout.tag(index, as: RefName("all"))
        try layout.list([note, noteOnNote, platformNote])
    }

    /// Copies between two places.
    func copy(
        _ selector: ImageReference.Selector, from source: any ImageSource, to destination: any ImageDestination,
        platform: String? = nil, withReferrers: Bool = true
    ) async throws -> CopyReport {
        try await Copier(from: source, to: destination).copy(
            selector, platform: platform.map { try Platform($0) }, withReferrers: withReferrers)
    }

    /// A repository of a registry to copy to.
    func destination(
        _ text: String, by client: RegistryClient = RegistryFixture.client()
    ) throws -> RegistryDestination {
        RegistryDestination(
            try RegistryReference("docker://\(text)"), writtenBy: client, journal: layout.uploads,
            spool: directory.appending("spool"))
    }

    /// A repository of a registry to copy from.
    func source(_ text: String, by client: RegistryClient = RegistryFixture.client()) throws -> RegistrySource {
        RegistrySource(try RegistryReference("docker://\(text)"), readBy: client)
    }

    /// Another, empty layout.
    func other(_ name: String = "other") throws -> ImageLayout {
        try ImageLayout(creatingAt: directory.appending(name))
    }
}

extension ImageLayout {
    /// The digests of all files in the directory of blobs.
    func digests() throws -> Set<String> { Set(try root.appending("blobs/sha256").entries().map(\.string)) }
}
