/// What is known of registries that differ from the distribution-spec, or from each other where it lets them.
public struct RegistryQuirks: Hashable, Sendable {
    /// How blobs are uploaded.
    public enum Uploads: Hashable, Sendable {
        /// In parts of that many bytes, so that an upload can go on where it ended.
        case chunks(of: Int64)
        /// In one request.
        case whole
    }

    /// The hosts: a name, or a `*` and the end of one.
    public let hosts: [String]
    /// How blobs are uploaded there.
    public let uploads: Uploads
    /// Whether it is worth while to ask for a blob of another repository there.
    public let mounts: Bool
    /// Where that is written.
    public let sources: [String]

    /// The size of a part where nothing else is known: small enough for proxies that take 100 MB at once, and what an
    /// interruption costs at most.
    public static let chunk: Int64 = 32 << 20

    /// How registries behave that keep the specification.
    public static let standard = RegistryQuirks(
        hosts: ["*"], uploads: .chunks(of: chunk), mounts: true,
        sources: ["https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs"])

    /// The registries that differ.
    public static let table: [RegistryQuirks] = [
        // A part of more than 4 MiB is answered with 416; in one request there is no such limit.
        RegistryQuirks(
            hosts: ["ghcr.io"], uploads: .whole, mounts: true,
            sources: ["https://github.com/oras-project/rust-oci-client/issues/35"]),
        // "Artifact Registry does not support Docker chunked uploads."
        RegistryQuirks(
            hosts: ["*.pkg.dev", "gcr.io", "*.gcr.io"], uploads: .whole, mounts: true,
            sources: [
                "https://cloud.google.com/artifact-registry/docs/reference/docker-api",
                "https://github.com/kitops-ml/kitops/issues/777",
            ]),
        // The parts after the first are answered with 201 and thrown away. Each repository has blobs of its own.
        RegistryQuirks(
            hosts: ["*.amazonaws.com", "*.amazonaws.com.cn", "public.ecr.aws"], uploads: .whole, mounts: false,
            sources: [
                "https://github.com/aws/containers-roadmap/issues/2831",
                "https://github.com/kitops-ml/kitops/issues/821",
            ]),
    ]

    /// What is known of a host.
    public static func of(_ host: RegistryHost) -> RegistryQuirks {
        table.first { $0.hosts.contains { matches(host.name, $0) } } ?? standard
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        pattern.hasPrefix("*") ? name.hasSuffix(pattern.dropFirst()) : name == pattern
    }
}
