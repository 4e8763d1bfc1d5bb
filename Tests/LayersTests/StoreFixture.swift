import Archive
import HTTP
@testable import Layers
import OCI
import SystemPackage
import TestSupport

/// A store, a cache and a directory of local files, for tests that compose without a network.
struct StoreFixture {
    let directory: FilePath
    let layout: ImageLayout
    let cache: InputCache

    static let epoch: Int64 = 1_793_491_200

    /// A store in `directory`.
    init(in directory: FilePath) throws {
        self.directory = directory
        layout = try ImageLayout(creatingAt: directory.appending("store"))
        cache = try InputCache(creatingAt: directory.appending("cache"))
    }

    /// A client that gives up fast.
    static let client = HTTPClient(
        HTTPOptions(
            userAgent: "imagesmith/test", connectTimeout: .seconds(2), deadline: .seconds(20), retries: 1,
            retryDelay: .milliseconds(1)))

    func fetcher(_ mirrors: Mirrors = Mirrors(), isOffline: Bool = false) -> InputFetcher {
        InputFetcher(cache: cache, mirrors: { mirrors }, client: Self.client, isOffline: isOffline) { _ in }
    }

    /// Everything in the cache's directories: what a failure must not leave behind.
    func cached() throws -> [String] {
        try cache.root.entries().map(\.string).filter { $0 != "sha256" }
            + cache.root.appending("sha256").entries().map(\.string)
    }

    /// Writes local files, from names and contents.
    func write(_ files: [(String, String)]) throws {
        for (name, content) in files {
            let path = directory.appending(name)
            try path.removingLastComponent().createDirectories()
            try path.replace(with: Array(content.utf8))
        }
    }

    /// A model's layer of local files, which are written.
    func model(
        _ name: String, at path: String = "opt/models/m", files: [(String, String)], compression: Compression = .none
    ) throws -> LockedLayer {
        try write(files.map { ("\(name)/\($0)", $1) })
        let locked = try files.map { file, content in
            ModelLock.File(
                name: try TarPath(file), size: Int64(content.utf8.count), digest: Digest(of: content.utf8),
                origin: .local("\(name)/\(file)"))
        }
        return LockedLayer(
            name: name, request: Digest(of: name.utf8), compression: compression,
            content: .model(ModelLock(path: try TarPath(path), wheels: [], files: locked)))
    }

    func lock(_ layers: [LockedLayer], recipe: Recipe) -> Lock {
        Lock(recipe: recipe.digest, epoch: Self.epoch, platform: recipe.platform, layers: layers)
    }

    func recipe() throws -> Recipe {
        try Recipe(parsing: Array(RecipeSample.least.utf8), file: directory.appending("sample.yaml"))
    }

    func compose(_ layers: [LockedLayer], jobs: Int = 2) async throws -> [NamedLayer] {
        let composer = LayerComposer(
            layout: layout, fetcher: fetcher(isOffline: true), scratch: directory.appending("scratch"), jobs: jobs)
        return try await composer.compose(
            lock(layers, recipe: recipe()), directory: directory, program: directory.appending("program"))
    }

    /// Composes and assembles an image of these layers.
    func image(_ layers: [LockedLayer]) async throws -> Descriptor {
        let recipe = try recipe()
        return try ImageAssembler(layout: layout)
            .assemble(try await compose(layers), recipe: recipe, lock: lock(layers, recipe: recipe))
    }

    /// The names, sizes, times and inodes of the store's blobs.
    func blobs() throws -> [String: FileStatus] {
        let root = layout.root.appending("blobs/sha256")
        var found: [String: FileStatus] = [:]
        for name in try root.entries() { found[name.string] = try root.appending(name).status() }
        return found
    }
}

extension ImageLayout {
    /// The entries of a layer as bsdtar reads them, a line each.
    func listing(of layer: Descriptor) async throws -> [String] {
        let list = try await Tool("bsdtar")(
            "-cf", "-", "--format=mtree", "--options=!all,type,mode,uid,gid,size,time,link",
            "@\(path(of: layer.digest))")
        return String(decoding: list, as: UTF8.self).split(separator: "\n").dropFirst()
            .map { $0.split(separator: " ").joined(separator: " ") }
    }
}
