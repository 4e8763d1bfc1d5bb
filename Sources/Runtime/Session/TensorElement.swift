/// What a tensor holds.
protocol TensorElement: BitwiseCopyable {
    /// The `ONNXTensorElementDataType`.
    static var elementType: CInt { get }
    static var zero: Self { get }
}

extension Float: TensorElement {
    static var elementType: CInt { 1 }
}

extension Int64: TensorElement {
    static var elementType: CInt { 7 }
}
