/// A processor by its number in object files.
public struct ELFMachine: RawRepresentable, Hashable, Sendable {
    /// The number, `e_machine`.
    public let rawValue: UInt16

    /// The processor of that number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// AMD64.
    public static let x8664 = ELFMachine(rawValue: 62)
}
