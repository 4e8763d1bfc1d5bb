/// A compatibility tag: Python, ABI and platform, as in `cp311-abi3-manylinux_2_28_x86_64`.
///
/// Source: "Platform compatibility tags" (PEP 425, PEP 600).
public struct WheelTag: Hashable, Sendable, CustomStringConvertible {
    /// The Python tag, such as `cp311` or `py3`.
    public let python: String
    /// The ABI tag, such as `cp311`, `abi3` or `none`.
    public let abi: String
    /// The platform tag, such as `manylinux_2_28_x86_64` or `any`.
    public let platform: String

    init(_ python: String, _ abi: String, _ platform: String) {
        self.python = python
        self.abi = abi
        self.platform = platform
    }

    /// The three parts, divided by hyphens.
    public var description: String { "\(python)-\(abi)-\(platform)" }
}
