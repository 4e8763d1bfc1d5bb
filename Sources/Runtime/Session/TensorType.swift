/// What a model says about one of its inputs or outputs.
struct TensorType: Equatable, Sendable, CustomStringConvertible {
    /// The `ONNXTensorElementDataType`.
    let element: CInt
    /// The sides, nil for one that may differ from run to run; empty for a single number, and when the model says nothing.
    let shape: [Int?]

    /// Whether a tensor of those elements and sides fits; nil stands for a side that must be free.
    func takes<Element: TensorElement>(_: Element.Type, _ sides: [Int?]) -> Bool {
        guard element == Element.elementType else { return false }
        return shape.isEmpty
            || shape.count == sides.count && zip(shape, sides).allSatisfy { $0 == nil || $1 != nil && $0 == $1 }
    }

    /// As in `int64 [any, 128]`.
    var description: String {
        let names = [1: "float", 2: "uint8", 3: "int8", 5: "int16", 6: "int32", 7: "int64", 8: "string", 9: "bool"]
            .merging([10: "float16", 11: "double", 16: "bfloat16"]) { first, _ in first }
        let sides = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
        return "\(names[Int(element)] ?? "elements of ONNX type \(element)") [\(sides)]"
    }
}
