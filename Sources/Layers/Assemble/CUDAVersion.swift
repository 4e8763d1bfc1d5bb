/// A version of CUDA or of a library of its own, by its first two numbers.
public struct CUDAVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The first number.
    public let major: Int
    /// The second number.
    public let minor: Int

    /// A version from its numbers.
    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// The first two numbers of a wheel's version, as `11.8` of `11.8.89`; nil for another form.
    init?(wheel text: String) {
        let parts = text.split(separator: ".").prefix(2).map { Int($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1], major >= 0, minor >= 0 else { return nil }
        self.init(major: major, minor: minor)
    }

    /// The version, as `11.8`.
    public var description: String { "\(major).\(minor)" }

    /// By the first number, then the second.
    public static func < (left: CUDAVersion, right: CUDAVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The oldest driver that CUDA of this first number runs on, as far as it needs no code compiled by the driver; nil for
    /// one that is not known.
    ///
    /// Source: CUDA Toolkit Release Notes, "CUDA Toolkit and Minimum Required Driver Version for CUDA Minor Version
    /// Compatibility", Linux x86_64.
    public var oldestDriver: String? {
        switch major {
        case 11: "450.80.02"
        case 12: "525.60.13"
        case 13: "580"
        default: nil
        }
    }
}
