import Glibc
public import HTTP
public import OCI
import Synchronization
public import SystemPackage

/// Brings locked inputs into the cache, at most four at a time, each checked while it streams in.
public struct InputFetcher: Sendable {
    /// Where inputs are kept.
    public let cache: InputCache
    /// Where they come from; asked only when the cache lacks something, since pip takes its time to answer.
    public let mirrors: @Sendable () async throws -> Mirrors
    /// Moves the bytes.
    public let client: HTTPClient
    /// Reads artifacts.
    public let images: ImageSources
    /// Whether nothing may be fetched.
    public let isOffline: Bool
    /// Hears of every input that was fetched.
    public let progress: BuildProgress

    /// A fetcher from its parts.
    public init(
        cache: InputCache, mirrors: @escaping @Sendable () async throws -> Mirrors, client: HTTPClient,
        images: ImageSources? = nil, isOffline: Bool, progress: @escaping BuildProgress
    ) {
        self.cache = cache
        self.mirrors = mirrors
        self.client = client
        self.images = images ?? ImageSources(store: nil, registry: RegistryClient(client), isOffline: isOffline)
        self.isOffline = isOffline
        self.progress = progress
    }

    /// How many inputs are fetched at once: more gained nothing against a near mirror (0.40 s with 4, 0.67 s with 8).
    static let width = 4

    /// Fetches what the cache lacks and says where every input lies.
    ///
    /// - Parameter unchecked: inputs that their readers check: where the cache has them they are not read here. What is
    ///   fetched is always checked.
    /// - Throws: ``FetchError`` for the first input that cannot be had.
    public func fetch(_ inputs: [LockedInput], unchecked: Set<Digest> = []) async throws -> [Digest: FilePath] {
        let wanted = Dictionary(inputs.map { ($0.digest, $0) }) { first, _ in first }.values
            .sorted { $0.digest < $1.digest }
        let known = try await wanted.concurrentMap(width: InputFetcher.width) { input in
            try await runBlocking { try present(input, isChecked: !unchecked.contains(input.digest)) }
        }
        let missing = zip(wanted, known).filter { $1 == nil }.map(\.0)
        let mirrors = missing.isEmpty ? Mirrors() : try await mirrors()
        let fetched = try await missing.concurrentMap(width: InputFetcher.width) { input in
            if case .built(let file, let build) = input.origin {
                return try await take(input, of: file, build, from: mirrors)
            }
            let flag = CancellationFlag()
            return try await withTaskCancellationHandler {
                try await runBlocking { try fetch(input, from: mirrors, isCancelled: { flag.isSet }) }
            } onCancel: {
                flag.set()
            }
        }
        let pairs =
            zip(wanted, known).compactMap { input, path in path.map { (input.digest, $0) } }
            + zip(missing, fetched).map { ($0.digest, $1) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Where an input lies that need not be fetched; nil for others.
    private func present(_ input: LockedInput, isChecked: Bool) throws -> FilePath? {
        if case .local(let path) = input.origin { return try check(path, against: input) }
        let isHere = try isChecked ? cache.contains(input) : cache.holdsUnchecked(input)
        return isHere ? cache.path(of: input.digest) : nil
    }

    private func fetch(
        _ input: LockedInput, from mirrors: Mirrors, isCancelled: @escaping () -> Bool
    ) throws -> FilePath {
        var reasons: [String] = []
        if case .artifact(let image) = input.origin {
            do {
                try take(image, as: input, isCancelled: isCancelled)
                progress(.fetched(input.name, bytes: input.size))
                return cache.path(of: input.digest)
            } catch ImageSourceError.offline { throw FetchError.offline(input) } catch { reasons.append("\(error)") }
            throw FetchError.everySourceFailed(input, reasons: reasons)
        }
        for place in try locate(input, in: mirrors, reasons: &reasons) {
            do {
                switch place {
                case .file(let path): guard try take(path, as: input) else { continue }
                case .url(let url): try download(url, as: input, isCancelled: isCancelled)
                }
                progress(.fetched(input.name, bytes: input.size))
                return cache.path(of: input.digest)
            } catch { reasons.append("\(error)") }
        }
        if isOffline { throw FetchError.offline(input) }
        throw FetchError.everySourceFailed(input, reasons: reasons)
    }

    /// The places that the input may be had from; without a network only those on this machine.
    private func locate(
        _ input: LockedInput, in mirrors: Mirrors, reasons: inout [String]
    ) throws -> [WheelLocation] {
        switch input.origin {
        case .local, .artifact, .built: return []
        case .hub(let file): return isOffline ? [] : try mirrors.addresses(of: file).map { .url($0) }
        case .url(let text): return isOffline ? [] : [.url(try HTTPURL(text))]
        case .archive(let name, let path, let snapshot):
            if isOffline { return [] }
            return try locate(path, in: name, snapshot, mirrors)
        case .index(let name, let project, let file):
            let index = try PythonIndexName(name)
            guard let places = mirrors.indexes.places[index], !places.isEmpty else {
                if isOffline { return [] }
                throw FetchError.noMirror(kind: "Python index", name: name)
            }
            let here = places.compactMap { place in
                if case .directory(let path) = place { WheelLocation.file(path.appending(file)) } else { nil }
            }
            if isOffline { return here }
            do {
                let places = PythonIndexClient(client, indexes: mirrors.indexes)
                return here + (try places.locate(file, of: ProjectName(project), index: index))
            } catch {
                reasons.append("\(error)")
                return here
            }
        }
    }

    /// A file of a Debian archive: at every mirror, then in every snapshot, since mirrors drop what no suite names any more.
    private func locate(
        _ path: String, in name: String, _ snapshot: DebianSnapshot?, _ mirrors: Mirrors
    ) throws -> [WheelLocation] {
        let bases = mirrors.archives[name] ?? []
        let older = snapshot.flatMap { mirrors.archives[$0.archive] } ?? []
        guard !bases.isEmpty || !older.isEmpty else { throw FetchError.noMirror(kind: "Debian archive", name: name) }
        var places = try bases.map { WheelLocation.url(try $0.appending(path: path)) }
        for place in snapshot?.paths(of: path) ?? [] {
            places += try older.map { .url(try $0.appending(path: place)) }
        }
        return places
    }

    private func download(_ url: HTTPURL, as input: LockedInput, isCancelled: @escaping () -> Bool) throws {
        try cache.store(input, named: "\(input.name) from \(url.redacted)") { write, restart in
            try client.get(url, limit: input.size, isCancelled: isCancelled, restarted: restart, receive: write)
        }
    }

    /// Copies a blob of an artifact into the cache.
    private func take(_ image: PinnedImage, as input: LockedInput, isCancelled: @escaping () -> Bool) throws {
        let blob = Descriptor(mediaType: .octets, digest: input.digest, size: input.size)
        try cache.store(input) { write, restart in
            try images.blob(blob, of: image, isCancelled: isCancelled, restarted: restart, receive: write)
        }
    }

    /// Copies a local file into the cache if it is the input; false where it is not there.
    func take(_ path: FilePath, as input: LockedInput) throws -> Bool {
        guard let status = try path.status(), status.isRegular, status.size == input.size else { return false }
        try cache.store(input) { write, _ in
            try OpenFile(regular: path).forEachChunk { try write($0) }
        }
        return true
    }

    /// A local input is read where it is; before anything is composed it is checked once, so that a build with a changed
    /// file changes nothing.
    private func check(_ path: FilePath, against input: LockedInput) throws -> FilePath {
        guard try path.status() != nil else { throw FetchError.missingFile(path, input: input.name) }
        let actual = try Digest(ofFile: path)
        guard actual == input.digest else {
            throw FetchError.localChanged(path, expected: input.digest, actual: actual)
        }
        return path
    }
}
