/// What a model file says of itself, checked against its own size.
struct ModelFacts: Hashable, Sendable {
    /// The format.
    let format: ModelFormat
    /// How many tensors the file holds or points to.
    var tensors = 0
    /// How many elements all these tensors have.
    var parameters: Int64 = 0
    /// The version of ONNX's default operator set.
    var opset: Int64?
    /// The parts of other files that hold tensors' bytes.
    var external: [ExternalTensor] = []
}
