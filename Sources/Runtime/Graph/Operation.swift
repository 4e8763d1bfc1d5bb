/// The standard operators that a graph is simplified by, by their names.
///
/// Source: https://onnx.ai/onnx/operators/
enum Operation: String {
    case add = "Add"
    case batchNormalization = "BatchNormalization"
    case cast = "Cast"
    case choice = "Where"
    case clip = "Clip"
    case concatenation = "Concat"
    case constant = "Constant"
    case convolution = "Conv"
    case depthToSpace = "DepthToSpace"
    case division = "Div"
    case error = "Erf"
    case gather = "Gather"
    case greatest = "ReduceMax"
    case hardSigmoid = "HardSigmoid"
    case hardSwish = "HardSwish"
    case identity = "Identity"
    case multiplication = "Mul"
    case pad = "Pad"
    case product = "MatMul"
    case relu = "Relu"
    case reshape = "Reshape"
    case resize = "Resize"
    case sigmoid = "Sigmoid"
    case slice = "Slice"
    case sum = "ReduceSum"
    case transposedConvolution = "ConvTranspose"
    case unsqueeze = "Unsqueeze"

    /// How many inputs it takes, the optional ones included.
    var inputs: ClosedRange<Int> {
        switch self {
        case .constant: 0...0
        case .cast, .depthToSpace, .error, .hardSigmoid, .hardSwish, .identity, .relu, .sigmoid: 1...1
        case .add, .division, .gather, .multiplication, .product, .reshape: 2...2
        // Their axes are an attribute in older versions.
        case .greatest, .sum, .unsqueeze: 1...2
        case .clip: 1...3
        case .choice: 3...3
        case .pad: 1...4
        case .slice: 1...5
        case .resize: 1...4
        case .convolution, .transposedConvolution: 2...3
        case .batchNormalization: 5...5
        case .concatenation: 1...Int.max
        }
    }

    /// How many outputs it gives. A normalization may tell what it has learned, too.
    var outputs: ClosedRange<Int> { self == .batchNormalization ? 1...5 : 1...1 }
}
