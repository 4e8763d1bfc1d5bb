import SystemPackage

/// One variable of a program's environment.
public struct EnvironmentVariable: Hashable, Sendable, CustomStringConvertible {
    /// The name: not empty, without `=` and NUL.
    public let name: String
    /// The value: without NUL.
    public let value: String

    /// A variable from its parts.
    ///
    /// - Throws: ``CommandError/environment(_:)`` for a name or value that execve(2) cannot hand over.
    public init(_ name: String, _ value: String) throws(CommandError) {
        let isName = !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")) && !name.utf8.contains(0)
        guard isName, !value.utf8.contains(0) else { throw .environment(name) }
        self.name = name
        self.value = value
    }

    /// Parses `NAME=VALUE`, as image configurations hold it.
    public init(_ text: String) throws(CommandError) {
        guard let cut = text.firstIndex(of: "=") else { throw .environment(text) }
        try self.init(String(text[..<cut]), String(text[text.index(after: cut)...]))
    }

    fileprivate init(checked name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// The search path of Debian's root user.
    public static let standardPath = EnvironmentVariable(
        checked: "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")

    /// `NAME=VALUE`.
    public var description: String { "\(name)=\(value)" }
}

extension EnvironmentVariable {
    /// The loader's search path of one directory.
    static func libraryPath(_ directory: FilePath) -> EnvironmentVariable {
        EnvironmentVariable(checked: "LD_LIBRARY_PATH", directory.string)
    }

    /// The variable with another value after its own.
    func joining(_ separator: String, _ other: String) -> EnvironmentVariable {
        EnvironmentVariable(checked: name, value + separator + other)
    }
}
