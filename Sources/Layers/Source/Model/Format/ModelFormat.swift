import Archive

/// The formats of model files whose headers are read and checked.
public enum ModelFormat: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case onnx, safetensors

    /// The format that a file's name promises; nil for names that promise none.
    init?(of name: TarPath) {
        let last = String(decoding: name.name, as: UTF8.self).lowercased()
        guard let format = ModelFormat.allCases.first(where: { last.hasSuffix(".\($0.rawValue)") }) else { return nil }
        self = format
    }

    /// The name, as annotations write it.
    public var description: String { rawValue }

    func reader(size: Int64) -> any ModelHeaderReader {
        switch self {
        case .onnx: OnnxReader(size: size)
        case .safetensors: SafetensorsReader(size: size)
        }
    }
}
