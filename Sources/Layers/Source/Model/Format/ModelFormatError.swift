public import Archive

/// Why a model file is refused.
public enum ModelFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is not what its name promises.
    case malformed(TarPath, ModelFormat, ModelFault)
    /// A tensor's bytes are said to lie outside of the model's directory.
    case externalPath(TarPath, tensor: String, location: String)
    /// A tensor's bytes are said to lie in a file that is not part of the model.
    case externalMissing(TarPath, tensor: String, file: TarPath)
    /// A tensor's bytes are said to lie beyond the end of a file.
    case externalRange(TarPath, tensor: String, file: TarPath, end: Int64, size: Int64)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .malformed(let file, let format, let fault):
            "the model file \(file) is no sound \(format) file: \(fault); fetch it anew, or save it anew with the tool that made it"
        case .externalPath(let file, let tensor, let location):
            "the model file \(file) takes the tensor '\(tensor.prefix(200))' from '\(location.prefix(200))', which is not a path "
                + "below its own directory; save the model with its data beside it"
        case .externalMissing(let file, let tensor, let other):
            "the model file \(file) takes the tensor '\(tensor.prefix(200))' from \(other), which is not among the model's files; "
                + "add it to 'files'"
        case .externalRange(let file, let tensor, let other, let end, let size):
            "the model file \(file) takes the tensor '\(tensor.prefix(200))' from \(other) up to byte \(end), "
                + "but that file has \(size); fetch both anew from one revision"
        }
    }
}
