import Archive
import OCI
import SystemPackage

/// Decides how a layer is compressed whose recipe does not say: by its content, sampled at fixed offsets, so that every
/// machine decides alike.
enum CompressionChoice {
    /// The compression of a model's layer: none where zstd would save less than 15 % of its largest file, as with weights;
    /// then the digest is the diffID, and verifying costs one hash.
    static func forModel(_ entries: [LayerEntry]) throws -> Compression {
        guard let largest = entries.max(by: { $0.tar.contentSize < $1.tar.contentSize }) else { return .zstd }
        let sample = try Compressibility.probe(size: largest.tar.contentSize) { offset, length in
            try read(largest, offset: offset, length: length)
        }
        return sample.isWorthCompressing ? .zstd : .none
    }

    private static func read(_ entry: LayerEntry, offset: Int64, length: Int) throws -> [UInt8] {
        if case .file(let path) = entry.content {
            let file = try OpenFile(path, .readOnly)
            var bytes = [UInt8](repeating: 0, count: length)
            let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: offset) }
            return Array(bytes[..<count])
        }
        // What is packed, as in a wheel, has no offsets: it streams until the range is over.
        var position: Int64 = 0
        var bytes: [UInt8] = []
        do {
            try entry.forEachChunk { chunk in
                let start = max(0, offset - position)
                let end = min(Int64(chunk.count), offset + Int64(length) - position)
                if start < end { bytes.append(contentsOf: chunk[Int(start)..<Int(end)]) }
                position += Int64(chunk.count)
                if bytes.count == length { throw Enough() }
            }
        } catch is Enough {}
        return bytes
    }

    private struct Enough: Error {}
}
