/// What an ONNX tensor says of itself, and how much data it brings.
struct OnnxTensor {
    var name = ""
    var dimensions: [Int64] = []
    var type: Int64 = 0
    var rawSize: Int64?
    var isExternal = false
    var external: [String: String] = [:]
    var hasSegment = false
    /// How many elements came in each of the typed fields, by the field's number.
    var counts: [UInt64: Int64] = [:]

    /// The fields that keep elements one by one: float, int32, string, int64, double and uint64.
    static let typedFields: Set<UInt64> = [4, 5, 6, 7, 10, 11]

    /// How many elements the shape has. A tensor without dimensions is one number.
    func elements() throws(ModelFault.Reason) -> Int64 {
        var product: Int64 = 1
        for dimension in dimensions {
            let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
            guard !overflow, dimension >= 0 else { throw .shape(dimensions) }
            product = next
        }
        return product
    }

    /// Checks the data against shape and type; hands back where the data lie, if in another file.
    func check() throws(ModelFault.Reason) -> ExternalTensor? {
        guard !hasSegment else { throw .storage("segment") }
        guard let layout = OnnxTensor.layouts[type] else { throw .elementType("\(type)") }
        let elements = try elements()
        let stored = counts.filter { $0.value > 0 }
        guard elements > 0 else {
            guard stored.isEmpty, (rawSize ?? 0) == 0 else { throw .dataSize(expected: 0, actual: rawSize ?? 1) }
            return nil
        }
        if isExternal {
            guard rawSize == nil, stored.isEmpty, let size = layout.bytes(elements) else {
                throw .storage("external_data")
            }
            return try ExternalTensor(external, tensor: name, size: size)
        }
        if let rawSize {
            guard stored.isEmpty, layout.bits > 0 else { throw .storage("raw_data") }
            guard let size = layout.bytes(elements) else { throw .shape(dimensions) }
            guard rawSize == size else { throw .dataSize(expected: size, actual: rawSize) }
            return nil
        }
        if let wrong = stored.keys.filter({ $0 != layout.field }).min() {
            throw .storage(OnnxMessage.tensor.field(wrong)?.name ?? "field \(wrong)")
        }
        guard let expected = layout.stored(elements) else { throw .shape(dimensions) }
        let actual = stored[layout.field] ?? 0
        guard actual == expected else { throw .dataSize(expected: expected, actual: actual) }
        return nil
    }

    /// How the elements of a type are kept.
    private struct Layout {
        /// The bits of an element in `raw_data`; 0 where it cannot be kept there.
        let bits: Int64
        /// The field that keeps them one by one.
        let field: UInt64
        /// How many entries of that field one element takes, or how many elements share one.
        var entries: Int64 = 1
        var share: Int64 = 1

        func bytes(_ elements: Int64) -> Int64? {
            let (total, overflow) = elements.multipliedReportingOverflow(by: bits)
            return overflow || bits == 0 ? nil : total / 8 + (total % 8 > 0 ? 1 : 0)
        }

        func stored(_ elements: Int64) -> Int64? {
            let (total, overflow) = elements.multipliedReportingOverflow(by: entries)
            return overflow ? nil : total / share + (total % share > 0 ? 1 : 0)
        }
    }

    /// The types by their numbers.
    ///
    /// Source: onnx, onnx.proto3, `TensorProto.DataType` and the comments on the data fields.
    private static let layouts: [Int64: Layout] = [
        1: Layout(bits: 32, field: 4), 2: Layout(bits: 8, field: 5), 3: Layout(bits: 8, field: 5),
        4: Layout(bits: 16, field: 5), 5: Layout(bits: 16, field: 5), 6: Layout(bits: 32, field: 5),
        7: Layout(bits: 64, field: 7), 8: Layout(bits: 0, field: 6), 9: Layout(bits: 8, field: 5),
        10: Layout(bits: 16, field: 5), 11: Layout(bits: 64, field: 10), 12: Layout(bits: 32, field: 11),
        13: Layout(bits: 64, field: 11), 14: Layout(bits: 64, field: 4, entries: 2),
        15: Layout(bits: 128, field: 10, entries: 2), 16: Layout(bits: 16, field: 5), 17: Layout(bits: 8, field: 5),
        18: Layout(bits: 8, field: 5), 19: Layout(bits: 8, field: 5), 20: Layout(bits: 8, field: 5),
        21: Layout(bits: 4, field: 5, share: 2), 22: Layout(bits: 4, field: 5, share: 2),
        23: Layout(bits: 4, field: 5, share: 2), 24: Layout(bits: 8, field: 5),
        25: Layout(bits: 2, field: 5, share: 4), 26: Layout(bits: 2, field: 5, share: 4),
    ]
}
