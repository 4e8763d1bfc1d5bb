import Archive
import HTTP
import OCI
import SystemPackage
import TestSupport

@testable import Layers

/// A Python index of this process.
struct LoopbackIndex {
    /// A file that it offers.
    struct File {
        var name: String
        var bytes: [UInt8]
        var uploaded: String? = "2026-01-01T00:00:00.000000Z"
        /// What the index says of the content; nil tells the truth.
        var digest: Digest?
        var isYanked = false
    }

    let server: LoopbackServer

    /// An index with these files by project.
    init(_ files: [String: [File]]) throws {
        var routes: [String: LoopbackServer.Handler] = [:]
        for (project, files) in files {
            let entries = files.map { file -> JSON in
                .members([
                    "filename": .string(file.name), "url": .string("../../files/\(file.name)"),
                    "hashes": ["sha256": .string((file.digest ?? Digest(of: file.bytes)).hex)],
                    "size": .integer(Int64(file.bytes.count)), "upload-time": file.uploaded.map { .string($0) },
                    "yanked": .bool(file.isYanked),
                ])
            }
            let page: JSON = [
                "meta": ["api-version": "1.1"], "name": .string(project), "files": .array(entries),
            ]
            routes["/simple/\(project)/"] = { _ in
                .init(
                    headers: [("Content-Type", "application/vnd.pypi.simple.v1+json")], body: page.canonical())
            }
            for file in files { routes["/files/\(file.name)"] = { .file(file.bytes, for: $0) } }
        }
        server = try LoopbackServer(routes)
    }

    /// Its place on this machine.
    var place: PythonIndexes.Place { get throws { .simple(try HTTPURL(server.url("/simple/"))) } }
}

extension WheelFixture {
    /// The wheel as an index offers it.
    func offer(in directory: FilePath, uploaded: String? = "2026-01-01T00:00:00.000000Z") async throws
        -> LoopbackIndex.File
    {
        let made = try await make(in: directory)
        return LoopbackIndex.File(name: fileName, bytes: try made.path.read(limit: 64 << 20), uploaded: uploaded)
    }

    /// A wheel of one module that requires others.
    static func requiring(_ name: String, _ version: String = "1.0", _ requirements: [String] = []) -> WheelFixture {
        let lines = requirements.map { "Requires-Dist: \($0)\n" }.joined()
        return WheelFixture(
            name: name, version: version, files: [.init(name: "\(name).py", text: "version = '\(version)'\n")],
            metadata: "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n\(lines)")
    }
}

/// A store, a cache and a locker that know certain indexes alone.
struct WheelWorkshop {
    let fixture: StoreFixture
    let indexes: PythonIndexes
    /// Held, because a server lives as long as its owner.
    private let served: [LoopbackIndex]

    init(serving served: [PythonIndexName: LoopbackIndex], in directory: FilePath) throws {
        try self.init(try served.mapValues { [try $0.place] }, served: Array(served.values), in: directory)
    }

    init(
        _ places: [PythonIndexName: [PythonIndexes.Place]], served: [LoopbackIndex] = [], in directory: FilePath
    ) throws {
        fixture = try StoreFixture(in: directory)
        indexes = PythonIndexes(places)
        self.served = served
        try directory.appending("scratch").createDirectories()
    }

    func fetcher(isOffline: Bool = false) -> InputFetcher {
        fixture.fetcher(Mirrors(indexes: indexes), isOffline: isOffline)
    }

    func lock(_ request: WheelsRequest) async throws -> WheelsLock {
        var environment = ToolEnvironment.own
        // A port may have been another server's before.
        environment["UV_CACHE_DIR"] = fixture.directory.appending("uv").string
        return try await WheelsLocker(
            indexes: indexes, fetcher: fetcher(), environment: environment,
            scratch: fixture.directory.appending("resolve")
        ).lock(request)
    }

    /// Fetches and composes a layer of a lock.
    func compose(_ lock: WheelsLock) async throws -> NamedLayer {
        let layer = LockedLayer(
            name: "app", request: Digest(of: "app".utf8), compression: .none, content: .wheels(lock))
        let composer = LayerComposer(
            layout: fixture.layout, fetcher: fetcher(), scratch: fixture.directory.appending("scratch"), jobs: 2)
        let recipe = try fixture.recipe()
        return try await composer.compose(
            fixture.lock([layer], recipe: recipe), directory: fixture.directory, program: "/none")[0]
    }

    /// Whether an error left nothing behind: no input, no blob, no stage.
    func isUntouched() throws -> Bool {
        let scratch = try fixture.directory.appending("scratch").entries()
        return try fixture.cached().isEmpty && fixture.blobs().isEmpty && scratch.isEmpty
    }

    static func python() throws -> PythonTarget {
        try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
    }
}
