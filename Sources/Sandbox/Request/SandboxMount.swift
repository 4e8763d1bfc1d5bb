public import SystemPackage

/// Something that is mounted in a sandbox, in the order of the request.
public struct SandboxMount: Hashable, Sendable {
    /// What is mounted.
    public let kind: Kind
    /// Where, as an absolute path in the root.
    public let target: FilePath

    /// What is mounted.
    public enum Kind: Hashable, Sendable {
        /// A file or directory of the host.
        case bind(source: FilePath, isWritable: Bool)
        /// An empty directory in memory.
        case memory(bytes: Int64)
    }

    /// A file or directory of the host, for reading alone unless `isWritable`.
    ///
    /// - Throws: ``SandboxError/request(_:)`` for paths that are not absolute or contain `..`.
    public init(of source: FilePath, at target: FilePath, isWritable: Bool = false) throws(SandboxError) {
        guard source.isAbsolute else { throw .request(.source(source)) }
        try self.init(.bind(source: source, isWritable: isWritable), target)
    }

    /// An empty directory of at most `bytes` in memory.
    ///
    /// - Throws: ``SandboxError/request(_:)`` for a path that is not absolute or contains `..`, or a size below 1.
    public init(memoryAt target: FilePath, bytes: Int64) throws(SandboxError) {
        guard bytes > 0 else { throw .request(.size(bytes)) }
        try self.init(.memory(bytes: bytes), target)
    }

    private init(_ kind: Kind, _ target: FilePath) throws(SandboxError) {
        guard target.isInsideRoot, !target.components.isEmpty else { throw .request(.target(target)) }
        self.kind = kind
        self.target = target
    }
}

extension FilePath {
    /// Whether the path is absolute and has only plain components, so that it cannot leave a root by its spelling.
    var isInsideRoot: Bool { isAbsolute && components.allSatisfy { $0.kind == .regular } && !string.utf8.contains(0) }

    /// The path without its leading slash, to be joined to a root.
    var belowRoot: String { components.map(\.string).joined(separator: "/") }
}
