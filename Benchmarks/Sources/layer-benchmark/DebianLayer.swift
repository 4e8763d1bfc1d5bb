import Archive
import CReference
import HTTP
import Layers
import OCI
import SystemPackage

/// The packages of a lock's Debian layer, made into a layer by the code that `imagesmith build` runs, and by the reference.
struct DebianLayer {
    let path: FilePath
    private let lock: Lock
    private let cache: InputCache
    private let debs: [FilePath]
    private let scratch: FilePath

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - path: a lock whose first layer is one of Debian packages without scripts: those run as processes of their own,
    ///     which are not measured here.
    ///   - cache: where the packages lie; `imagesmith build` fetches them.
    init(_ path: FilePath, cache: FilePath, scratch: FilePath) throws {
        let whole = try Lock(contentsOf: path)
        guard let layer = whole.layers.first, case .debian(let debian) = layer.content, debian.configure == .none else {
            throw Fault(description: "\(path): the first layer is no Debian layer with 'configure: none'")
        }
        self.path = path
        lock = Lock(recipe: whole.recipe, epoch: whole.epoch, platform: whole.platform, layers: [layer])
        self.cache = try InputCache(creatingAt: cache)
        debs = debian.packages.map { cache.appending("sha256").appending($0.digest.hex) }
        self.scratch = scratch
    }

    /// The layer out of packages that lie in the cache, decoded before or not.
    func compose(into layout: ImageLayout, jobs: Int) async throws -> ComposedLayer {
        let fetcher = InputFetcher(
            cache: cache, mirrors: { Mirrors() }, client: HTTPClient(HTTPOptions(userAgent: "layer-benchmark")),
            isOffline: true, progress: { _ in })
        let composer = LayerComposer(
            layout: layout, fetcher: fetcher, scratch: scratch.appending("scratch"), jobs: jobs)
        return try await composer.compose(lock, directory: scratch, program: scratch)[0].layer
    }

    /// Takes away what was decoded.
    func forget() throws { try cache.root.appending("decoded").removeTree() }

    private var frames: FilePath { scratch.appending("reference-frames") }

    /// Bytes of content.
    func reference(isDecoded: Bool) throws -> Int64 {
        var content: Int64 = 0
        let line =
            if isDecoded {
                reference_frames(frames.string, scratch.string, &content)
            } else {
                withCStrings(debs.map(\.string)) {
                    reference_debian($0, Int32(debs.count), scratch.string, frames.string, &content)
                }
            }
        guard line == 0 else { throw WheelLayer.ReferenceFault(line: line) }
        return content
    }

    private func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) throws -> Result
    ) rethrows -> Result {
        let storage = texts.map { Array($0.utf8CString) }
        // One buffer for all, so that the pointers stay valid together.
        let joined = storage.flatMap(\.self)
        return try joined.withUnsafeBufferPointer { buffer in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for text in storage {
                pointers.append(buffer.baseAddress.map { $0 + offset })
                offset += text.count
            }
            return try pointers.withUnsafeBufferPointer { pointers in
                guard let base = pointers.baseAddress else { preconditionFailure("a lock has packages") }
                return try body(base)
            }
        }
    }
}
