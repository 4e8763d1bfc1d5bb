import HTTP
import OCI
import Synchronization
import SystemPackage
import TestSupport

@testable import Layers

/// An archive of one suite, served from memory and signed by a key made for it.
final class SmallArchive: Sendable {
    let keyring: FilePath
    private let home: FilePath
    private let files: Mutex<[String: [UInt8]]>
    private let server: LoopbackServer

    init(in directory: FilePath) async throws {
        home = directory.appending("gnupg")
        keyring = directory.appending("ring.gpg")
        try home.createDirectories()
        try await Tool("chmod")("700", home.string)
        try await Tool("gpg", package: "gnupg")(
            "--homedir", home.string, "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "t@t.example",
            "ed25519", "sign", "never")
        try keyring.replace(with: try await Tool("gpg", package: "gnupg")("--homedir", home.string, "--export"))
        let box = Box()
        files = Mutex([:])
        server = try LoopbackServer { request in
            guard let bytes = box.archive.withLock({ $0 })?.file(request.path) else { return .status(404) }
            return LoopbackServer.Response(body: bytes)
        }
        box.archive.withLock { [weak self] in $0 = self }
    }

    private final class Box: Sendable {
        let archive = Mutex<SmallArchive?>(nil)
    }

    private func file(_ path: String) -> [UInt8]? { files.withLock { $0[path] } }

    /// Puts a file on the server.
    func put(_ bytes: [UInt8], at path: String) { files.withLock { $0[path] = bytes } }

    /// Signs and puts a release over one index, whose bytes on the server may be others.
    func publish(
        _ packages: String, suite: String = "s1", date: String = "Sat, 11 Jul 2026 10:16:37 UTC", fields: String = "",
        served: [UInt8]? = nil, size: Int? = nil
    ) async throws {
        let plain = Array(packages.utf8)
        let packed = try await Tool("xz", package: "xz-utils")("-c", input: plain)
        let path = "main/binary-amd64/Packages"
        let release = """
            Suite: \(suite)
            Date: \(date)
            Acquire-By-Hash: yes
            Architectures: amd64
            \(fields)SHA256:
             \(Digest(of: plain).hex) \(size ?? plain.count) \(path)
             \(Digest(of: packed).hex) \(packed.count) \(path).xz

            """
        let signed = try await Tool("gpg", package: "gnupg")(
            "--homedir", home.string, "--batch", "--clearsign", input: Array(release.utf8))
        put(signed, at: "/d/dists/s1/InRelease")
        put(served ?? packed, at: "/d/dists/s1/main/binary-amd64/by-hash/SHA256/\(Digest(of: packed).hex)")
    }

    func finish() async throws {
        try await Tool("gpgconf", package: "gnupg")("--homedir", home.string, "--kill", "gpg-agent")
        server.stop()
    }

    /// The address of the archive.
    var url: HTTPURL { get throws { try HTTPURL(server.url("/d")) } }

    func lock(
        _ names: [String], epoch: Int64 = 1_790_000_000, after history: DebianHistory? = nil,
        checksValidUntil: Bool = true, scratch: FilePath
    ) async throws -> DebianLock {
        let client = HTTPClient(HTTPOptions(userAgent: "imagesmith-tests/1", retries: 0))
        let locker = DebianLocker(
            mirrors: ["small": [try HTTPURL(server.url("/gone")), try url]], client: client, scratch: scratch,
            epoch: Moment(seconds: epoch), history: history)
        let archive = try DebianArchive(
            name: "small", suites: ["s1"], keyring: keyring, checksValidUntil: checksValidUntil)
        return try await locker.lock(
            DebianRequest(archives: [archive], packages: try names.map { try DebianWish(parsing: $0) }))
    }
}
