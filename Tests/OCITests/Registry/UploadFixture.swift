import HTTP
import OCI
import SystemPackage
import TestSupport

/// A blob in a file, and what a test needs to send it.
struct UploadFixture {
    let blob: Descriptor
    let bytes: [UInt8]
    let file: FilePath
    let journal: UploadJournal

    /// A blob of so many bytes that repeat nowhere near.
    init(_ count: Int, in directory: FilePath) throws {
        bytes = Array(UploadFixture.noise.prefix(count))
        blob = Descriptor(mediaType: .layer, digest: Digest(of: bytes), size: Int64(count))
        file = directory.appending("blob")
        try file.replace(with: bytes)
        journal = UploadJournal(in: directory.appending("uploads"))
    }

    private static let noise: [UInt8] = {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return (0..<10_000_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }()

    static func repository(_ registry: QuirkRegistry, _ name: String = "team/model") throws -> RegistryRepository {
        try RegistryRepository("\(registry.host)/\(name)")
    }

    static func registry(_ change: (inout QuirkRegistry.Quirks) -> Void = { _ in }) throws -> QuirkRegistry {
        try QuirkRegistry(digest: { Digest(of: $0).description }, change)
    }

    /// Sends the blob in parts of that size.
    @discardableResult
    func push(
        to registry: QuirkRegistry, chunk: Int = 1 << 20, access: RegistryAccess = RegistryAccess(), retries: Int = 5,
        lowSpeedTime: Duration = .seconds(20), mountingFrom sources: [RegistryRepository] = [],
        isRemembered: Bool = false
    ) throws -> BlobDelivery {
        var access = access
        access.chunkSize = Int64(chunk)
        return try RegistryFixture.client(access, retries: retries, lowSpeedTime: lowSpeedTime).upload(
            blob, to: UploadFixture.repository(registry), mountingFrom: sources,
            journal: isRemembered ? journal : nil,
            extent: { BlobExtent(file: file, offset: 0, size: blob.size) })
    }

    /// Whether the registry has the very blob.
    func isWhole(at registry: QuirkRegistry) -> Bool {
        registry.blob(blob.digest.description, in: "team/model") == bytes
    }
}
