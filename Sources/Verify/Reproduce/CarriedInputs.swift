import Glibc
public import OCI
public import SystemPackage

/// The local inputs of a lock as they lie in the image itself: a recipe's files, a model's files, the runtime's program.
///
/// The lock names each by its SHA-256, so it does not matter where the bytes come from.
public struct CarriedInputs: Hashable, Sendable {
    /// One input.
    struct Input: Hashable, Sendable {
        /// The path from the recipe's directory; nil for the runtime's program.
        let source: String?
        let digest: Digest
        /// Where it lies in its layer.
        let path: EntryPath
    }

    /// The inputs of each layer by its name.
    let inputs: [String: [Input]]

    /// What a lock names.
    ///
    /// - Throws: `JSONError` for a document that is no lock.
    public init(of lock: JSON) throws(JSONError) {
        var inputs: [String: [Input]] = [:]
        for field in try JSONField(lock).object().required("layers").elements() {
            let layer = try field.object()
            let content = try layer.required("content").object()
            let found: [Input] =
                switch try layer.required("kind").string() {
                case "model":
                    try CarriedInputs.files(
                        content, "files", named: "name", below: content.required("path").imagePath())
                case "files": try CarriedInputs.files(content, "entries", named: "path", below: nil)
                case "runtime": [try CarriedInputs.program(content)]
                default: []
                }
            inputs[try layer.required("name").string()] = found
        }
        self.inputs = inputs
    }

    private static func files(
        _ content: JSONObject, _ key: String, named name: String, below directory: EntryPath?
    ) throws(JSONError) -> [Input] {
        var inputs: [Input] = []
        for field in try content.required(key).elements() {
            let file = try field.object()
            guard let source = try file.optional("source")?.string() else { continue }
            let path = try file.required(name).imagePath()
            inputs.append(
                Input(
                    source: source, digest: try file.required("digest").digest(),
                    path: try directory.map { directory throws(JSONError) in try path.below(directory) } ?? path))
        }
        return inputs
    }

    private static func program(_ content: JSONObject) throws(JSONError) -> Input {
        let program = try content.required("program")
        let path = try JSONField(.string("bin/imagesmith-runtime"), path: program.path).imagePath()
        return Input(
            source: nil, digest: try program.object().required("digest").digest(),
            path: try path.below(content.required("path").imagePath()))
    }

    /// What became of the inputs.
    public struct Extraction: Hashable, Sendable {
        /// How many were taken out of the image.
        public var count = 0
        /// The runtime's program, where it was among them.
        public var program: FilePath?
        /// The sources that the image does not hold as the lock names them, or that lie outside the recipe's directory.
        public var missing: [String] = []
    }

    /// Writes the inputs that an image holds below a directory, each at its path from there; the program as `.program`.
    ///
    /// - Throws: `LayoutError` and ``DiffError`` for the image, `FileError` for the directory.
    public func extract(
        from image: Descriptor, in layout: ImageLayout, to directory: FilePath, limits: AuditLimits = AuditLimits()
    ) throws -> Extraction {
        var extraction = Extraction()
        for layer in try ImageSide(image, in: layout).layers {
            guard let wanted = inputs[layer.name], !wanted.isEmpty else { continue }
            var places: [EntryPath: (Digest, FilePath)] = [:]
            for input in wanted {
                if let place = CarriedInputs.place(of: input, in: directory) {
                    places[input.path] = (input.digest, place)
                }
            }
            let reading = try FileExtraction(of: places).reading(layer.descriptor, in: layout, limits: limits)
            if let error = reading.error { throw error }
            for input in wanted {
                guard reading.taken.contains(input.path), let place = CarriedInputs.place(of: input, in: directory)
                else {
                    if let source = input.source { extraction.missing.append(source) }
                    continue
                }
                extraction.count += 1
                if input.source == nil { extraction.program = place }
            }
        }
        return extraction
    }

    /// Where an input goes; nil for a source outside the recipe's directory.
    private static func place(of input: Input, in directory: FilePath) -> FilePath? {
        guard let source = input.source else { return directory.appending(".program") }
        guard !source.hasPrefix("/"), let path = try? EntryPath(Array(source.utf8)), !path.isRoot else { return nil }
        return directory.appending(String(decoding: path.bytes, as: UTF8.self))
    }
}

/// Writes some files of a layer to disk, those that have the digests that are wanted.
private struct FileExtraction: LayerVisitor {
    private(set) var taken: Set<EntryPath> = []
    var fault: TarFault?
    private(set) var error: FileError?
    private let wanted: [EntryPath: (digest: Digest, place: FilePath)]
    private var current: (path: EntryPath, file: FileSink)?

    init(of wanted: [EntryPath: (Digest, FilePath)]) { self.wanted = wanted.mapValues { (digest: $0.0, place: $0.1) } }

    mutating func visit(_ member: TarMember) -> Bool {
        finish()
        guard member.kind == .file, let path = try? EntryPath(member.path), let place = wanted[path]?.place else {
            return true
        }
        attempt { (extraction) throws(FileError) in
            try place.removingLastComponent().createDirectories()
            extraction.current = (path, try FileSink(place))
        }
        return error == nil
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) {
        attempt { (extraction) throws(FileError) in try extraction.current?.file.write(bytes) }
    }

    mutating func finish() {
        guard let (path, file) = current else { return }
        current = nil
        if error == nil, file.digest() == wanted[path]?.digest { taken.insert(path) }
    }

    private mutating func attempt(_ body: (inout FileExtraction) throws(FileError) -> Void) {
        if error != nil { return }
        do { try body(&self) } catch { self.error = error }
    }
}

/// A file that is written and hashed.
private final class FileSink {
    private let file: OpenFile
    private var hasher = SHA256Hasher()

    /// The directory is one's own and new, and no two inputs of one layer have one place but with one content.
    init(_ path: FilePath) throws(FileError) {
        file = try OpenFile(
            path, .writeOnly, options: [.create, .truncate, .noFollow], permissions: FilePermissions(rawValue: 0o755))
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        hasher.update(bytes)
        try file.write(bytes)
    }

    func digest() -> Digest { hasher.finish() }
}
