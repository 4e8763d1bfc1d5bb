/// One extended attribute of an entry, such as `security.capability`.
public struct TarAttribute: Hashable, Sendable {
    /// The name with its name space; checked when it becomes part of an entry.
    public let name: [UInt8]
    /// The value, any bytes.
    public let value: [UInt8]

    /// A name and its value.
    public init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// A name as UTF-8 and its value.
    public init(_ name: String, _ value: [UInt8]) {
        self.init(name: [UInt8](name.utf8), value: value)
    }
}
