import Archive
import OCI
@testable import Verify

/// Every file of the layout × flip, truncate, append, remove, swap, recompress; no digest is made to fit.
enum BlobMutants {
    static func all(_ bench: MutationBench) throws -> [Mutant] {
        var mutants: [Mutant] = []
        let files = try bench.files()
        for (number, (path, bytes)) in files.enumerated() {
            func add(_ name: String, _ changed: [UInt8]?) {
                if changed == bytes { return }
                mutants.append(Mutant(name: "\(number) \(name)", change: { .file(path, changed) }, allowed: .finding))
            }
            for index in bytes.indices {
                var flipped = bytes
                flipped[index] ^= 1 << UInt8(index % 8)
                add("flip byte \(index)", flipped)
            }
            for count in Set([0, 1, bytes.count / 2, bytes.count - 1, bytes.count - 9, bytes.count - 512])
            where count >= 0 {
                add("truncate to \(count)", Array(bytes.prefix(count)))
            }
            for tail in [[0], [0x0a], [0x20], Array("x".utf8), [UInt8](repeating: 0, count: 512), bytes] {
                // White space after `index.json` or `oci-layout` is the same document.
                add("append \(tail.count) of \(tail[0])", bytes + tail)
            }
            add("remove", nil)
            for (other, file) in files.enumerated() where other != number { add("swap for \(other)", file.bytes) }
            try repacked(bytes).forEach { add("recompress \($0.name)", $0.bytes) }
        }
        return mutants
    }

    /// The same content in another dress.
    private static func repacked(_ bytes: [UInt8]) throws -> [(name: String, bytes: [UInt8])] {
        guard let codec = bytes.withUnsafeBytes({ LayerFormat.detected($0) }) else {
            // A document: the same value with other white space.
            let text = String(decoding: bytes, as: UTF8.self)
            return [
                ("with blanks", Array(text.replacing(",\"", with: ", \"").utf8)),
                ("as gzip", try RawStream.gzip(bytes)),
            ]
        }
        var content: [UInt8] = []
        var decompressor = try Decompressor(codec, limits: DecompressionLimits(maximumOutput: 1 << 30)) {
            content.append(contentsOf: $0)
        }
        try bytes.withUnsafeBytes { try decompressor.write($0) }
        _ = try decompressor.finish()
        var forms = [
            ("as tar", content), ("as gzip", try RawStream.gzip(content)), ("as zstd", try RawStream.zstd(content)),
        ]
        for level in [1, 4, 9, 12] { forms.append(("gzip \(level)", try RawStream.gzip(content, level: level))) }
        for level in [1, 9, 19] {
            forms.append(("zstd \(level)", try RawTar.compressed(content, Compression(.zstd, level: level))))
        }
        return forms
    }
}
