/// Why an object file cannot be read as one.
public enum ELFFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The parts of an object file that are read.
    public enum Part: String, Hashable, Sendable {
        case programHeaders = "program headers"
        case interpreter = "interpreter's name"
        case dynamic = "dynamic section"
        case strings = "dynamic strings"
    }

    /// A part lies outside the file.
    case outside(Part)
    /// A part is larger than is followed.
    case limit(Part)
    /// The program headers are of another size than ELF64's.
    case headerSize(UInt16)
    /// The dynamic section names no table of strings, or one that no segment loads.
    case noStrings
    /// A name is empty, longer than is followed, or has no end.
    case name
    /// The file came to its end before the size that was promised.
    case truncated
    /// The parts refer to each other in more steps than are followed.
    case scattered
    /// The layer's object files say more than is kept of one layer.
    case budget

    /// The sentence for people.
    public var description: String {
        switch self {
        case .outside(let part): "its \(part.rawValue) lie outside the file"
        case .limit(let part): "its \(part.rawValue) are larger than is followed"
        case .headerSize(let size): "its program headers have \(size) bytes each, not 56"
        case .noStrings: "its dynamic section has no table of strings that is loaded"
        case .name: "a name in its dynamic section is empty, too long or without an end"
        case .truncated: "it ends too early"
        case .scattered: "its parts refer to each other in too many steps"
        case .budget: "the object files of its layer say more than is kept"
        }
    }
}
