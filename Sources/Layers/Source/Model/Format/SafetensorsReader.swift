import OCI

/// Reads the header of a safetensors file: eight bytes of length, a JSON object, and behind it the tensors' bytes, which
/// are not read.
///
/// Source: safetensors, README.md, "Format": no duplicate keys, no overlap, no hole, nothing behind the last tensor.
struct SafetensorsReader: ModelHeaderReader {
    /// The longest header, as in the format's own implementation.
    static let longest = 100_000_000

    private let size: Int64
    private(set) var position: Int64 = 0
    private var bytes: [UInt8] = []
    /// The header's length, once it was read.
    private var length: Int?
    private var facts: ModelFacts?

    init(size: Int64) { self.size = size }

    var passable: Int64 { facts == nil ? 0 : size - position }

    mutating func pass(_ count: Int64) { position += count }

    mutating func take(_ chunk: UnsafeRawBufferPointer) throws(ModelFault) {
        var rest = chunk[...]
        while facts == nil, !rest.isEmpty {
            let part = rest.prefix((length ?? 8) - bytes.count)
            bytes.append(contentsOf: part)
            position += Int64(part.count)
            rest = rest.dropFirst(part.count)
            if length == nil, bytes.count == 8 {
                length = try headerLength()
                bytes.removeAll()
            }
            if let length, bytes.count == length {
                facts = try SafetensorsHeader(bytes, dataSize: size - position).facts
                bytes.removeAll()
            }
        }
        position += Int64(rest.count)
    }

    mutating func finish() throws(ModelFault) -> ModelFacts {
        guard let facts else { throw ModelFault(.truncated(needed: 8, size: size), at: "the header", offset: position) }
        return facts
    }

    private func headerLength() throws(ModelFault) -> Int {
        let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        func fault(_ reason: ModelFault.Reason) -> ModelFault {
            ModelFault(reason, at: "the header's length", offset: 0)
        }
        guard value <= UInt64(SafetensorsReader.longest) else {
            throw fault(.headerLength(value, limit: SafetensorsReader.longest))
        }
        guard value > 0 else { throw fault(.missing("the header")) }
        guard Int64(value) <= size - 8 else { throw fault(.truncated(needed: 8 + Int64(value), size: size)) }
        return Int(value)
    }
}
