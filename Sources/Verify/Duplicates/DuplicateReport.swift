public import OCI

/// What an image stores more than once: equal files, files that no container ever sees, and libraries of one name.
///
/// Sizes are those of the contents, uncompressed. Hard links count once, as they are stored.
public struct DuplicateReport: Hashable, Sendable {
    /// Files of one content.
    public struct Equal: Hashable, Sendable {
        /// The copies, from the lowest layer up; two at least.
        public let files: [StoredFile]

        /// What all copies but one take.
        public var savable: Int64 { files.dropFirst().reduce(0) { $0 + $1.size } }
    }

    /// A file that a layer above replaces or removes.
    public struct Hidden: Hashable, Sendable {
        /// The file below.
        public let file: StoredFile
        /// The name of the layer above.
        public let by: String
    }

    /// Libraries of one file name in several layers, whose contents differ: a loader takes one of them.
    public struct Library: Hashable, Sendable {
        /// The name, such as `libcudart.so.12`.
        public let name: PrintableText
        /// Where they are, from the lowest layer up.
        public let files: [StoredFile]
    }

    /// The size from which on a file counts, in bytes; libraries count whatever their size.
    public let smallest: Int64
    /// What is there more than once; what saves most comes first.
    public let equal: [Equal]
    /// What is hidden; the largest first.
    public let hidden: [Hidden]
    /// The libraries, sorted by name.
    public let libraries: [Library]

    /// The standard for ``smallest``: 1 MiB.
    public static let standardSize: Int64 = 1 << 20

    /// What could be saved: all copies but one, and what is hidden and has no copy.
    public var savable: Int64 {
        let copied = Set(equal.flatMap(\.files).map(\.digest))
        return equal.reduce(0) { $0 + $1.savable }
            + hidden.filter { !copied.contains($0.file.digest) }.reduce(0) { $0 + $1.file.size }
    }

    /// Reads all layers of an image.
    ///
    /// - Parameters:
    ///   - smallest: the size from which on a file counts, in bytes; 1 at least, because empty files take nothing.
    ///   - jobs: how many layers are read at once.
    /// - Throws: `LayoutError` for a blob or document that is missing or damaged, ``DiffError`` for a layer that is.
    public init(
        of image: Descriptor, in layout: ImageLayout, smallest: Int64 = standardSize, jobs: Int,
        limits: AuditLimits = AuditLimits()
    ) async throws {
        let side = try ImageSide(image, in: layout)
        let stacked = try await side.layers.concurrentMap(width: max(1, jobs)) { layer in
            try await runBlocking { try StackedLayer(layer, limits: limits) }
        }
        self.init(stacked, smallest: max(1, smallest))
    }

    init(_ layers: [StackedLayer], smallest: Int64) {
        self.smallest = smallest
        let files = layers.flatMap(\.files)
        equal = DuplicateReport.equal(files.filter { $0.file.size >= smallest })
        hidden = DuplicateReport.hidden(files.filter { $0.file.size >= smallest }, under: layers)
        libraries = DuplicateReport.libraries(files)
    }

    private static func equal(_ files: [StackedLayer.File]) -> [Equal] {
        Dictionary(grouping: files.map(\.file), by: \.digest).values
            .filter { $0.count > 1 }.map { Equal(files: $0) }
            .sorted { ($1.savable, $0.files[0].digest) < ($0.savable, $1.files[0].digest) }
    }

    private static func hidden(_ files: [StackedLayer.File], under layers: [StackedLayer]) -> [Hidden] {
        let found = files.compactMap { below -> Hidden? in
            let above = layers[(below.file.position + 1)...].first { $0.hides(below.path) }
            return above.map { Hidden(file: below.file, by: $0.name) }
        }
        return found.sorted {
            ($1.file.size, $0.file.path.description) < ($0.file.size, $1.file.path.description)
        }
    }

    private static func libraries(_ files: [StackedLayer.File]) -> [Library] {
        let found = files.filter { isLibrary($0.path.name) }
        return Dictionary(grouping: found) { Array($0.path.name) }
            .filter { _, files in
                Set(files.map(\.file.position)).count > 1 && Set(files.map(\.file.digest)).count > 1
            }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { name, files in Library(name: PrintableText(name), files: files.map(\.file)) }
    }

    /// Whether a name is `lib….so`, with numbers behind it or without.
    private static func isLibrary(_ name: ArraySlice<UInt8>) -> Bool {
        guard name.starts(with: Array("lib".utf8)), let suffix = name.firstRange(of: Array(".so".utf8)) else {
            return false
        }
        return name[suffix.upperBound...].allSatisfy { $0 == UInt8(ascii: ".") || (48...57).contains($0) }
    }
}
