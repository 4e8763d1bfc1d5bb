import ELF
public import OCI

/// The code for GPUs that the libraries of an image hold, and so the GPUs that they run on.
public struct ImageGPUCode: Hashable, Sendable {
    private let files: [File]

    private struct File: Hashable, Sendable {
        let path: PrintableText
        let code: GPUCode

        /// The generations that it has no code for.
        var unserved: [GPUGeneration] {
            code.isTrivial ? [] : GPUGeneration.all.filter { !code.runs(on: $0.capability) }
        }
    }

    /// Reads all layers of an image, in one pass each; a later layer's file takes the place of an earlier one's.
    ///
    /// - Parameter jobs: how many layers are read at once.
    /// - Throws: `LayoutError` for a blob or document that is missing or damaged, ``DiffError`` for a layer that is.
    public init(
        of image: Descriptor, in layout: ImageLayout, jobs: Int, limits: AuditLimits = AuditLimits()
    ) async throws {
        let layers = try layout.manifest(image).layers
        let readings = try await layers.concurrentMap(width: max(1, jobs)) { layer in
            try await runBlocking { try GPUCodeReading.read(layer, in: layout, limits: limits) }
        }
        var codes: [EntryPath: GPUCode] = [:]
        for reading in readings {
            for path in reading.paths { codes[path] = nil }
            codes.merge(reading.codes) { $1 }
        }
        files = codes.sorted { $0.key < $1.key }.map { File(path: PrintableText($0.key.bytes), code: $0.value) }
    }

    /// The code as a member of a report.
    public var json: JSON {
        .array(
            files.map { file in
                [
                    "path": .string(file.path.description), "machineCode": ImageGPUCode.json(file.code.machineCode),
                    "ptx": ImageGPUCode.json(file.code.ptx),
                    "doesNotRunOn": .array(file.unserved.map { .string($0.name) }),
                ]
            })
    }

    /// The code for people, a line a file, and one for what none of it serves.
    public var lines: [String] {
        if files.isEmpty { return ["gpu       no library holds code for GPUs"] }
        return files.map { file in
            let missing = file.unserved.map(\.name).joined(separator: ", ")
            return "gpu       \(file.path): \(ImageGPUCode.text(file.code))"
                + (missing.isEmpty ? "" : "; does not run on \(missing)")
        }
    }

    private static func text(_ code: GPUCode) -> String {
        func list(_ code: [Int: GPUCode.Amount]) -> String {
            code.isEmpty ? "none" : code.keys.sorted().map { "sm_\($0)" }.joined(separator: " ")
        }
        let modules = code.ptx.values.reduce(0) { $0 + $1.modules }
        return "machine code \(list(code.machineCode)), PTX \(list(code.ptx))"
            + (modules == 0 ? "" : " (\(modules) module\(modules == 1 ? "" : "s"))")
    }

    private static func json(_ code: [Int: GPUCode.Amount]) -> JSON {
        .array(
            code.sorted { $0.key < $1.key }.map { capability, amount in
                [
                    "capability": .integer(Int64(capability)), "modules": .integer(Int64(amount.modules)),
                    "bytes": .integer(amount.bytes),
                ]
            })
    }
}
