public import Archive

/// The layer of imagesmith's own inference runtime as the recipe asks for it.
public struct RuntimeRecipe: Hashable, Sendable {
    /// The directory in the image that the runtime goes to.
    public let path: TarPath
    /// The version of ONNX Runtime, as `1.26.0`.
    public let onnxruntime: String
    /// The device that ONNX Runtime is built for: the wheel is `onnxruntime` or `onnxruntime-gpu`.
    public let device: SmokeRecipe.Device
}
