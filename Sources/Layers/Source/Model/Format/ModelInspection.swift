import Archive
import OCI
import SystemPackage

/// Reads and checks the headers of a model's files, and how the files fit together.
struct ModelInspection {
    /// What the files say of themselves, by the name that each has below the model's directory.
    let facts: [TarPath: ModelFacts]

    /// Inspects the files of a layer below `path`.
    ///
    /// - Throws: ``ModelFormatError`` for a file that is not what its name promises, and what reading throws.
    init(_ entries: [LayerEntry], below path: TarPath) throws {
        var sizes: [TarPath: Int64] = [:]
        var facts: [TarPath: ModelFacts] = [:]
        for entry in entries {
            guard case .file(let size) = entry.tar.kind, path.contains(entry.tar.path), entry.tar.path != path else {
                continue
            }
            let name = try TarPath(entry.tar.path.bytes.dropFirst(path.bytes.count + 1))
            sizes[name] = size
            guard let format = ModelFormat(of: name) else { continue }
            do { facts[name] = try ModelInspection.read(entry, as: format, size: size) } catch let fault as ModelFault {
                throw ModelFormatError.malformed(name, format, fault)
            }
        }
        for (name, facts) in facts.sorted(by: { $0.key < $1.key }) {
            for tensor in facts.external { try ModelInspection.check(tensor, of: name, sizes: sizes) }
        }
        self.facts = facts
    }

    private static func read(_ entry: LayerEntry, as format: ModelFormat, size: Int64) throws -> ModelFacts {
        var reader = format.reader(size: size)
        if case .file(let path) = entry.content {
            let file = try OpenFile(path, .readOnly)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)
            defer { buffer.deallocate() }
            while reader.position < size {
                reader.pass(reader.passable)
                let count = try file.read(into: buffer, at: reader.position)
                if count == 0 { break }
                try reader.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        } else {
            do {
                try entry.forEachChunk { chunk in
                    try reader.take(chunk)
                    if reader.passable == size - reader.position { throw Enough() }
                }
            } catch is Enough { reader.pass(reader.passable) }
        }
        return try reader.finish()
    }

    /// What is left means nothing to the reader, so it need not be unpacked.
    private struct Enough: Error {}

    private static func check(_ tensor: ExternalTensor, of model: TarPath, sizes: [TarPath: Int64]) throws {
        let location = tensor.location.hasPrefix("./") ? String(tensor.location.dropFirst(2)) : tensor.location
        guard let below = try? TarPath(location), let file = try? model.parent?.appending(below) ?? below else {
            throw ModelFormatError.externalPath(model, tensor: tensor.tensor, location: tensor.location)
        }
        guard let size = sizes[file] else {
            throw ModelFormatError.externalMissing(model, tensor: tensor.tensor, file: file)
        }
        let end = tensor.offset.addingClamped(tensor.length)
        guard end <= size else {
            throw ModelFormatError.externalRange(model, tensor: tensor.tensor, file: file, end: end, size: size)
        }
    }
}
