/// Header fields of a request or a response, in their order. Names are kept in lower case.
public struct HTTPHeaders: Hashable, Sendable {
    /// One header field.
    public struct Field: Hashable, Sendable {
        /// The name, in lower case.
        public let name: String
        /// The value, without blanks around it.
        public let value: String
    }

    /// All fields, in their order.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// The fields of a request.
    /// - Throws: `HTTPError.invalidHeader` if a name is no token or a value holds a control character, or for a name that
    ///   the client alone may write: credentials, which belong to an origin, and the framing of the message.
    public init(_ fields: [(name: String, value: String)]) throws(HTTPError) {
        for (name, value) in fields {
            let field = Field(name: asciiLowercased(name), value: value)
            guard Self.isToken(name), !Self.reserved.contains(field.name), Self.isValue(value) else {
                throw .invalidHeader(name: name)
            }
            self.fields.append(field)
        }
    }

    /// The first value under a name, whatever its case.
    public subscript(_ name: String) -> String? { values(of: name).first }

    /// All values under a name, whatever its case.
    public func values(of name: String) -> [String] {
        let name = asciiLowercased(name)
        return fields.filter { $0.name == name }.map(\.value)
    }

    /// Adds one line of a response; what is no field is passed over, as libcurl passes over it.
    mutating func append(line: UnsafeRawBufferPointer) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        let value = String(decoding: Self.trimmed(line[(colon + 1)...]), as: UTF8.self)
        guard Self.isToken(name), Self.isValue(value) else { return }
        fields.append(Field(name: asciiLowercased(name), value: value))
    }

    private static let reserved: Set<String> = [
        "authorization", "connection", "content-length", "cookie", "expect", "host", "if-range",
        "proxy-authorization", "range", "te", "transfer-encoding", "upgrade", "user-agent",
    ]

    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains($0)
                }
            }
    }

    private static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        var rest = bytes.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
