/// What an ELF64 object file in little-endian order says of itself to the loader.
///
/// Source: System V gABI, chapters 4 and 5; for the GNU property the x86-64 psABI, "Program Property".
public struct ELFObject: Hashable, Sendable {
    /// The processor.
    public let machine: ELFMachine
    /// What the file is.
    public let kind: Kind
    /// The program interpreter, an absolute path as it stands there; nil for libraries and static programs.
    public let interpreter: LibraryName?
    /// What the loader reads; nil for an object that is not linked dynamically.
    public let dynamic: ELFDynamic?
    /// The x86-64 level that the object says it needs: 0 for baseline, 1 for v2, and so on; 0 where it says nothing.
    public let isaLevel: UInt8

    /// The kinds of object files.
    public enum Kind: Hashable, Sendable {
        /// A program that is loaded where it says.
        case executable
        /// A library, or a program that is loaded anywhere.
        case shared
        /// Relocatable files, core dumps and what else there is.
        case other(UInt16)
    }

    init(machine: ELFMachine, kind: Kind, interpreter: LibraryName?, dynamic: ELFDynamic?, isaLevel: UInt8) {
        self.machine = machine
        self.kind = kind
        self.interpreter = interpreter
        self.dynamic = dynamic
        self.isaLevel = isaLevel
    }
}
