public import SystemPackage

/// What keeps a sandbox from being made, or a request from being one.
public enum SandboxError: Error, Hashable, Sendable, CustomStringConvertible {
    case noneWorks([Attempt])
    case command(CommandError)
    case request(RequestFault)
    case mountPoint(FilePath, reason: String)
    case scratch(FilePath, Errno)
    case deviceMissing(FilePath)
    case libraryMissing(String, searched: [FilePath])

    /// One kind of sandbox that was tried, and why it does not work here.
    public struct Attempt: Hashable, Sendable {
        /// The kind.
        public let kind: SandboxKind
        /// What it said.
        public let reason: String
    }

    /// What is wrong with a request.
    public enum RequestFault: Hashable, Sendable {
        case noArguments
        case nul(String)
        case relativeRoot(FilePath)
        case workingDirectory(FilePath)
        case target(FilePath)
        case source(FilePath)
        case size(Int64)
        case timeout
    }

    /// The sentence for people.
    public var description: String {
        switch self {
        case .noneWorks(let attempts):
            "no sandbox works on this machine: "
                + attempts.map { "\($0.kind.rawValue): \($0.reason)" }.joined(separator: "; ")
                + "; install runc or bubblewrap"
        case .command(let error): "cannot run the sandbox: \(error)"
        case .request(let fault): "cannot run a command in a sandbox: \(fault.sentence)"
        case .mountPoint(let path, let reason): "cannot mount at \(path) in the sandbox: \(reason)"
        case .scratch(let path, let errno): "cannot prepare the sandbox in \(path): \(errno)"
        case .deviceMissing(let path): "the device \(path) is not there; run this on a machine that has one"
        case .libraryMissing(let name, let searched):
            "the driver's library \(name) is in none of \(searched.map(\.string).joined(separator: ", "))"
        }
    }
}

extension SandboxError.RequestFault {
    fileprivate var sentence: String {
        switch self {
        case .noArguments: "it names no program"
        case .nul(let text): "the argument '\(text)' holds a NUL"
        case .relativeRoot(let path): "its root '\(path)' is not absolute"
        case .workingDirectory(let path): "its working directory '\(path)' is not an absolute path without '..'"
        case .target(let path): "'\(path)' is not an absolute path without '..' below the root"
        case .source(let path): "the mount's source '\(path)' is not an absolute path"
        case .size(let size): "\(size) is no size"
        case .timeout: "its time is not positive"
        }
    }
}
