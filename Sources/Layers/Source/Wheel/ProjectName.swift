/// The normalised name of a Python project: lowercase letters and digits, runs divided by single hyphens.
///
/// Source: PEP 503, "Normalized Names". Two spellings of one project are equal values.
public struct ProjectName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The normalised text.
    public let text: String

    /// Normalises a spelling.
    ///
    /// - Throws: `WheelError.projectName` for an empty or overlong name, one with other characters than ASCII letters,
    ///   digits, `-`, `_` and `.`, or one that does not begin and end with a letter or digit.
    public init(_ spelling: some StringProtocol) throws(WheelError) {
        var bytes: [UInt8] = []
        var isDivided = false
        for byte in spelling.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                if isDivided { bytes.append(UInt8(ascii: "-")) }
                isDivided = false
                bytes.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if isDivided { bytes.append(UInt8(ascii: "-")) }
                isDivided = false
                bytes.append(byte | 0x20)
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                guard !bytes.isEmpty else { throw .projectName(String(spelling.prefix(100))) }
                isDivided = true
            default:
                throw .projectName(String(spelling.prefix(100)))
            }
        }
        guard !bytes.isEmpty, !isDivided, bytes.count <= 128 else { throw .projectName(String(spelling.prefix(100))) }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// The project that a requirement such as `Flask[async]>=3` asks for.
    ///
    /// - Throws: `WheelError.requirement` for anything but a name with extras, versions and a marker: an option, a file, a
    ///   URL, or more than one line. Source: PEP 508.
    public init(requirement: String) throws(WheelError) {
        let name = requirement.utf8.prefix {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        let rest = requirement.utf8.dropFirst(name.count)
        let begin = rest.first { $0 != UInt8(ascii: " ") }
        let isPlain =
            requirement.utf8.count <= 1000 && rest.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "@") }
            && (begin.map { "[<>=!~;(".utf8.contains($0) } ?? true)
        guard isPlain, let text = String(Substring(name)) as String?, let project = try? ProjectName(text) else {
            throw .requirement(String(requirement.prefix(200)))
        }
        self = project
    }

    /// The normalised text.
    public var description: String { text }

    /// Orders by the bytes.
    public static func < (left: ProjectName, right: ProjectName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
