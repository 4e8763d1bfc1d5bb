import HTTP
import OCI
import SystemPackage
import TestSupport

/// What tests of the registry client share.
enum RegistryFixture {
    /// A client that gives up fast.
    static func client(
        _ access: RegistryAccess = RegistryAccess(), retries: Int = 2, lowSpeedTime: Duration = .seconds(20),
        certificates: [UInt8]? = nil
    ) -> RegistryClient {
        RegistryClient(
            HTTPClient(
                HTTPOptions(
                    userAgent: "imagesmith/test", certificates: certificates, connectTimeout: .seconds(5),
                    lowSpeedTime: lowSpeedTime, deadline: .seconds(30), retries: retries,
                    retryDelay: .milliseconds(1))), access: access)
    }

    /// A file of logins as `docker login` writes it.
    static func logins(_ entries: [String: String]) throws -> RegistryLogins {
        let auths = entries.mapValues { JSON.object(["auth": .string($0)]) }
        return try RegistryLogins(parsing: JSON.object(["auths": .object(auths)]).canonical())
    }

    static let layer = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    static let blob = Descriptor(mediaType: .layer, digest: Digest(of: layer), size: Int64(layer.count))
    static let manifest = Manifest(
        config: Descriptor(mediaType: .config, digest: Digest(of: []), size: 0), layers: [blob]
    ).json.canonical()

    /// The answers of a good registry to requests for the manifest and the blob of `team/model`.
    static func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        switch request.path {
        case "/v2/team/model/manifests/\(Digest(of: manifest))", "/v2/team/model/manifests/v1":
            LoopbackServer.Response(
                headers: [
                    ("Content-Type", MediaType.manifest.description),
                    ("Docker-Content-Digest", Digest(of: manifest).description),
                ], body: manifest)
        case "/v2/team/model/blobs/\(blob.digest)": .file(layer, for: request)
        default:
            .status(404, #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#)
        }
    }

    static func reference(_ server: LoopbackServer, _ selector: String) throws -> RegistryReference {
        try RegistryReference("docker://127.0.0.1:\(server.port)/team/model\(selector)")
    }
}

extension RegistryClient {
    /// A blob in memory, as it came at last.
    func bytes(_ blob: Descriptor, of repository: RegistryRepository) throws -> [UInt8] {
        try self.blob(blob, of: repository, limit: 1 << 24)
    }
}
