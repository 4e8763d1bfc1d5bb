/// The standard operators that a graph is simplified by, by their names.
///
/// Source: https://onnx.ai/onnx/operators/
enum Operation: String {
    case add = "Add"
    case batchNormalization = "BatchNormalization"
    case clip = "Clip"
    case concatenation = "Concat"
    case constant = "Constant"
    case convolution = "Conv"
    case depthToSpace = "DepthToSpace"
    case division = "Div"
    case error = "Erf"
    case hardSigmoid = "HardSigmoid"
    case hardSwish = "HardSwish"
    case identity = "Identity"
    case multiplication = "Mul"
    case relu = "Relu"
    case reshape = "Reshape"
    case resize = "Resize"
    case sigmoid = "Sigmoid"
    case transposedConvolution = "ConvTranspose"

    /// How many inputs it takes, the optional ones included.
    var inputs: ClosedRange<Int> {
        switch self {
        case .constant: 0...0
        case .depthToSpace, .error, .hardSigmoid, .hardSwish, .identity, .relu, .sigmoid: 1...1
        case .add, .division, .multiplication, .reshape: 2...2
        case .clip: 1...3
        case .resize: 1...4
        case .convolution, .transposedConvolution: 2...3
        case .batchNormalization: 5...5
        case .concatenation: 1...Int.max
        }
    }

    /// How many outputs it gives. A normalization may tell what it has learned, too.
    var outputs: ClosedRange<Int> { self == .batchNormalization ? 1...5 : 1...1 }
}
