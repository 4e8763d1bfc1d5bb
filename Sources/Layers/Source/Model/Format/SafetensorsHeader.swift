import OCI

/// The JSON header of a safetensors file, checked.
struct SafetensorsHeader {
    let facts: ModelFacts

    private struct Tensor {
        let name: String
        let elements: Int64
        let begin: Int64
        let end: Int64
    }

    /// Checks a header in front of `dataSize` bytes.
    init(_ bytes: [UInt8], dataSize: Int64) throws(ModelFault) {
        guard bytes.first == UInt8(ascii: "{") else {
            throw ModelFault(.json("it does not begin with '{'"), at: "the header", offset: 8)
        }
        var tensors: [Tensor] = []
        do throws(JSONError) {
            let limits = JSONLimits(bytes: SafetensorsReader.longest, depth: 8)
            let object = try JSONField(JSON(parsing: bytes, limits: limits)).object()
            // In one order, so that of several faults it is always the same one that is told.
            for name in object.members.keys.sorted() {
                let field = try object.required(name)
                if name == "__metadata__" {
                    _ = try field.stringMap()
                } else {
                    tensors.append(try SafetensorsHeader.tensor(name, field))
                }
            }
        } catch { throw ModelFault(.json("\(error)"), at: "the header", offset: 8) }
        try SafetensorsHeader.checkCover(&tensors, dataSize: dataSize, origin: 8 + Int64(bytes.count))
        var facts = ModelFacts(format: .safetensors, tensors: tensors.count)
        for tensor in tensors { facts.parameters = facts.parameters.addingClamped(tensor.elements) }
        self.facts = facts
    }

    private static func tensor(_ name: String, _ field: JSONField) throws(JSONError) -> Tensor {
        let object = try field.object()
        let typeField = try object.required("dtype")
        let type = try typeField.string()
        guard let bits = bits[type] else {
            throw typeField.invalid("the element type '\(type.prefix(40))' is not known")
        }
        let shapeField = try object.required("shape")
        var elements: Int64 = 1
        for dimension in try shapeField.elements() {
            let (product, overflow) = elements.multipliedReportingOverflow(by: try dimension.integer())
            guard !overflow, product >= 0 else { throw dimension.invalid("the shape is impossible") }
            elements = product
        }
        let offsetsField = try object.required("data_offsets")
        let offsets = try offsetsField.elements()
        guard offsets.count == 2 else { throw offsetsField.invalid("two numbers are wanted") }
        let (begin, end) = (try offsets[0].integer(), try offsets[1].integer())
        guard begin >= 0, begin <= end else { throw offsetsField.invalid("[\(begin), \(end)] is no range") }
        let (total, overflow) = elements.multipliedReportingOverflow(by: bits)
        guard !overflow, total % 8 == 0, total / 8 == end - begin else {
            throw offsetsField.invalid(
                "\(end - begin) bytes are there where the shape and the type need \(overflow ? "more" : "\(total / 8)")"
            )
        }
        return Tensor(name: name, elements: elements, begin: begin, end: end)
    }

    /// The tensors lie one behind the other, from the first byte of the data to the last.
    private static func checkCover(_ tensors: inout [Tensor], dataSize: Int64, origin: Int64) throws(ModelFault) {
        tensors.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
        var end: Int64 = 0
        for tensor in tensors {
            let place = "the tensor '\(tensor.name.prefix(200))'"
            guard tensor.end <= dataSize else {
                // In bytes of the file; no end is so large that this runs over, since the header is in front of it.
                throw ModelFault(
                    .truncated(needed: tensor.end.addingClamped(origin), size: dataSize + origin), at: place,
                    offset: origin + end)
            }
            guard tensor.begin >= end else {
                throw ModelFault(.overlap(begin: tensor.begin, end: end), at: place, offset: origin + tensor.begin)
            }
            guard tensor.begin == end else {
                throw ModelFault(.hole(from: origin + end, to: origin + tensor.begin), at: place, offset: origin + end)
            }
            end = tensor.end
        }
        guard end == dataSize else {
            throw ModelFault(
                .hole(from: origin + end, to: origin + dataSize), at: "the data", offset: origin + end)
        }
    }

    /// The bits of an element.
    ///
    /// Source: safetensors, tensor.rs, `Dtype`.
    private static let bits: [String: Int64] = [
        "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
        "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32,
        "F32": 32,
        "C64": 64, "F64": 64, "I64": 64, "U64": 64,
    ]
}

extension Int64 {
    /// The sum of two numbers that are not negative, at most the largest number.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
