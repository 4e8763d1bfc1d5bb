/// The device that a model runs on.
public enum Device: Hashable, Sendable, CustomStringConvertible {
    case cpu
    /// The CUDA device of that number.
    case gpu(Int)

    /// The largest device number that is taken.
    public static let highestNumber = 255

    /// Parses `cpu`, `gpu` (the first one) or `gpu:N`. Throws ``DeviceError``.
    public init(parsing text: String) throws(DeviceError) {
        switch text {
        case "cpu": self = .cpu
        case "gpu": self = .gpu(0)
        default:
            guard text.hasPrefix("gpu:") else { throw DeviceError(text: text) }
            let digits = text.utf8.dropFirst(4)
            guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(String(decoding: digits, as: UTF8.self)), number <= Self.highestNumber,
                digits.count == 1 || digits.first != 0x30
            else { throw DeviceError(text: text) }
            self = .gpu(number)
        }
    }

    /// The shortest text that parses to this device.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .gpu(0): "gpu"
        case .gpu(let number): "gpu:\(number)"
        }
    }

    /// The name of the execution provider whose kernels run on the device.
    public var provider: String {
        switch self {
        case .cpu: "CPUExecutionProvider"
        case .gpu: "CUDAExecutionProvider"
        }
    }
}

/// A text that names no device.
public struct DeviceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text as given.
    public let text: String

    /// The sentence for the user.
    public var description: String {
        "\"\(text)\" is no device: give cpu, gpu or gpu:N (N up to \(Device.highestNumber))"
    }
}
