/// A processor by its number in object files.
public struct ELFMachine: RawRepresentable, Hashable, Sendable {
    /// The number, `e_machine`.
    public let rawValue: UInt16

    /// The processor of that number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// AMD64.
    public static let x8664 = ELFMachine(rawValue: 62)
    /// ARM in 64 bits.
    public static let aarch64 = ELFMachine(rawValue: 183)
    /// RISC-V.
    public static let riscv = ELFMachine(rawValue: 243)
    /// POWER in 64 bits.
    public static let ppc64 = ELFMachine(rawValue: 21)
}
