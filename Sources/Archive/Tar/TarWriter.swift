/// Writes a tar archive whose bytes depend on its entries and their order alone.
///
/// The order is the caller's. What no reader agrees on is refused: a path written twice, entries below something that is
/// no directory, a hard link to what does not stand before it, content that is not exactly as long as the entry says.
/// After an error the archive cannot be continued.
public struct TarWriter: ~Copyable {
    private enum Written {
        /// Never written itself, but something below it was.
        case implied
        case directory
        case file
        case other
    }

    private let output: (UnsafeRawBufferPointer) throws -> Void
    private var paths: [TarPath: Written] = [:]
    private var open = true
    /// Bytes given to the output so far.
    public private(set) var size: Int64 = 0

    /// The two zero blocks that end an archive. There is no padding to a record of 10 KiB.
    public static let endSize: Int64 = 1024

    /// A writer that gives the archive to `output`, piece by piece.
    public init(output: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.output = output
    }

    /// What an entry with its content takes in the archive. With `endSize` the sizes of all entries make the size of the
    /// whole, which is so known before the first byte.
    public static func size(of entry: TarEntry) -> Int64 {
        let content = entry.contentSize
        return Int64(TarHeader.size(of: entry)) + content + Int64(TarHeader.padding(after: content))
    }

    /// What the archive of these entries takes, its end included.
    public static func size(of entries: some Sequence<TarEntry>) -> Int64 {
        entries.reduce(endSize) { $0 + size(of: $1) }
    }

    /// Writes an entry without content. Throws `TarError`, and what the output throws.
    public mutating func append(_ entry: TarEntry) throws {
        try append(entry) { _ in }
    }

    /// Writes an entry and the content that `content` writes, exactly `entry.contentSize` bytes.
    /// Throws `TarError`, and what the output or `content` throws.
    public mutating func append(_ entry: TarEntry, content: (inout TarContent) throws -> Void) throws {
        guard open else { throw TarError.closed }
        open = false
        try admit(entry)
        let header = TarHeader(entry).bytes
        try header.withUnsafeBytes { try output($0) }
        var sink = TarContent(of: entry, output: output)
        try content(&sink)
        try sink.finish()
        let padding = TarHeader.padding(after: entry.contentSize)
        try writeZeros(padding)
        size += Int64(header.count) + entry.contentSize + Int64(padding)
        open = true
    }

    /// Writes a run of entries whose bytes `give` hands over, encoded elsewhere or content after content.
    /// Throws `TarError`, `runSize` where the bytes are not as many as the entries take, and what the output or `give`
    /// throws.
    public mutating func append(run entries: [TarEntry], _ give: (TarRunOutput) throws -> Void) throws {
        guard open else { throw TarError.closed }
        open = false
        for entry in entries { try admit(entry) }
        let run = TarRunOutput(entries, output: output)
        try give(run)
        try run.finish()
        let expected = entries.reduce(0) { $0 + Self.size(of: $1) }
        guard run.size == expected else { throw TarError.runSize(expected: expected, actual: run.size) }
        size += expected
        open = true
    }

    /// Ends the archive with two zero blocks. Throws `TarError.closed` if it was ended or failed before, and what the
    /// output throws.
    public mutating func finish() throws {
        guard open else { throw TarError.closed }
        open = false
        try writeZeros(Int(Self.endSize))
        size += Self.endSize
    }

    private func writeZeros(_ count: Int) throws {
        guard count > 0 else { return }
        try [UInt8](repeating: 0, count: count).withUnsafeBytes { try output($0) }
    }

    private mutating func admit(_ entry: TarEntry) throws(TarError) {
        let path = entry.path
        let kind: Written =
            switch entry.kind {
            case .directory: .directory
            case .file, .hardLink: .file
            default: .other
            }
        switch paths[path] {
        case nil: break
        case .implied: if kind != .directory { throw .notDirectory(path) }
        default: throw .duplicatePath(path)
        }
        if case .hardLink(let target) = entry.kind, paths[target] != .file {
            throw .linkTargetMissing(path, target: target)
        }
        var ancestor = path.parent
        while let directory = ancestor {
            if let known = paths[directory] {
                guard known == .directory || known == .implied else {
                    throw .parentNotDirectory(path, parent: directory)
                }
                break
            }
            paths[directory] = .implied
            ancestor = directory.parent
        }
        paths[path] = kind
    }
}
