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

    /// Takes a file off the server.
    func remove(_ path: String) { files.withLock { $0[path] = nil } }

    /// The paths that were asked for, without those asked for again.
    var requested: Set<String> { Set(server.requests.map(\.path)) }

    /// How a release is signed.
    enum Signature { case inline, apart, none }

    /// Signs and puts a release over one index, whose bytes on the server may be others.
    ///
    /// - Parameters:
    ///   - path: The directory of the suite, with a slash at its end.
    ///   - index: The index below it.
    func publish(
        _ packages: String, suite: String = "s1", date: String = "Sat, 11 Jul 2026 10:16:37 UTC", fields: String = "",
        served: [UInt8]? = nil, size: Int? = nil, at path: String = "/d/dists/s1/",
        index: String = "main/binary-amd64/Packages", signature: Signature = .inline
    ) async throws {
        let plain = Array(packages.utf8)
        let packed = try await Tool("xz", package: "xz-utils")("-c", input: plain)
        let release = Array(
            """
            Suite: \(suite)
            Date: \(date)
            Acquire-By-Hash: yes
            Architectures: amd64
            Components: main
            \(fields)SHA256:
             \(Digest(of: plain).hex) \(size ?? plain.count) \(index)
             \(Digest(of: packed).hex) \(packed.count) \(index).xz

            """.utf8)
        for name in ["InRelease", "Release", "Release.gpg"] { remove(path + name) }
        switch signature {
        case .inline: put(try await sign(release, "--clearsign"), at: "\(path)InRelease")
        case .apart:
            put(release, at: "\(path)Release")
            put(try await sign(release, "--armor", "--detach-sign"), at: "\(path)Release.gpg")
        case .none: put(release, at: "\(path)Release")
        }
        let directory = index.split(separator: "/").dropLast().map { "\($0)/" }.joined()
        put(served ?? packed, at: "\(path)\(directory)by-hash/SHA256/\(Digest(of: packed).hex)")
    }

    private func sign(_ text: [UInt8], _ options: String...) async throws -> [UInt8] {
        let outcome = try await Tool("gpg", package: "gnupg").run(
            ["--homedir", home.string, "--batch"] + options, input: text)
        guard outcome.status == 0 else { throw Tool.Failure.missing(name: "gpg", package: "gnupg") }
        return outcome.output
    }

    /// The keyring as text.
    func armoredKeyring() async throws -> [UInt8] {
        try await Tool("gpg", package: "gnupg")("--homedir", home.string, "--armor", "--export")
    }

    func finish() async throws {
        try await Tool("gpgconf", package: "gnupg")("--homedir", home.string, "--kill", "gpg-agent")
        server.stop()
    }

    /// An address on the server.
    func url(_ path: String = "/d") throws -> HTTPURL { try HTTPURL(server.url(path)) }

    /// The same as a text.
    func text(_ path: String) -> String { server.url(path) }

    /// Locks packages of the suite `s1`.
    func lock(
        _ names: [String], epoch: Int64 = 1_790_000_000, after history: DebianHistory? = nil,
        checksValidUntil: Bool = true, keyring: FilePath? = nil, scratch: FilePath
    ) async throws -> DebianLock {
        let archive = try DebianArchive(
            name: "small", suites: ["s1"], keyring: keyring ?? self.keyring, checksValidUntil: checksValidUntil)
        let request = DebianRequest(archives: [archive], packages: try names.map { try DebianWish(parsing: $0) })
        return try await locker(["small": ["/gone", "/d"]], epoch: epoch, after: history, scratch: scratch).lock(
            request)
    }

    /// A locker that has archives at paths of the server.
    func locker(
        _ mirrors: [String: [String]], epoch: Int64 = 1_790_000_000, after history: DebianHistory? = nil,
        scratch: FilePath
    ) throws -> DebianLocker {
        DebianLocker(
            mirrors: try mirrors.mapValues { try $0.map { try url($0) } },
            client: HTTPClient(HTTPOptions(userAgent: "imagesmith-tests/1", retries: 0)), scratch: scratch,
            epoch: Moment(seconds: epoch), history: history)
    }
}
