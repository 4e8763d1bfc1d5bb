import Archive
@testable import Layers
import OCI
import SystemPackage

/// A model's files in memory, for the inspection of their headers.
struct ModelFile {
    let name: String
    let content: LayerEntry.Content
    let size: Int64

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        content = .bytes(bytes)
        size = Int64(bytes.count)
    }

    /// The same bytes in parts of that size, as a wheel gives them.
    init(_ name: String, _ bytes: [UInt8], parts: Int) {
        self.name = name
        size = Int64(bytes.count)
        content = .stream { receive in
            var rest = bytes[...]
            while !rest.isEmpty {
                try Array(rest.prefix(parts)).withUnsafeBytes { try receive($0) }
                rest = rest.dropFirst(parts)
            }
        }
    }

    /// A file of this machine.
    init(_ name: String, at path: FilePath) throws {
        self.name = name
        size = try path.status()?.size ?? 0
        content = .file(path)
    }

    /// What the files say of themselves.
    static func inspect(_ files: ModelFile...) throws -> [TarPath: ModelFacts] {
        let path = try TarPath("opt/m")
        let entries = try files.map { file in
            LayerEntry(
                try TarEntry(path: path.appending(file.name), kind: .file(size: file.size), mode: 0o644, modified: 0),
                content: file.content)
        }
        return try ModelInspection(entries, below: path).facts
    }

    /// What is wrong with one file; nil where nothing is.
    static func fault(_ name: String, _ bytes: [UInt8], parts: Int = 1 << 20) throws -> ModelFault? {
        do {
            _ = try inspect(ModelFile(name, bytes, parts: parts))
            return nil
        } catch ModelFormatError.malformed(let file, _, let fault) where file.text == name {
            return fault
        }
    }
}

/// Numbers that only look random: the same in every run.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
