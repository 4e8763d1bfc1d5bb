public import SystemPackage

/// What keeps a program of the host from running.
public enum CommandError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(program: String, package: String?)
    case start(FilePath, Errno?)
    case observe(FilePath, reason: String)
    case environment(String)
    case argument(String)
    case cancelled(FilePath)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .missing(let program, let package):
            "the program '\(program)' is not installed"
                + (package.map { "; install it with 'apt-get install \($0)'" } ?? "")
        case .start(let path, let errno): "cannot start \(path): \(errno?.description ?? "the system gave no reason")"
        case .observe(let path, let reason): "lost sight of \(path) while it ran: \(reason)"
        case .environment(let name): "'\(name)' cannot be handed to a program as an environment variable"
        case .argument(let text): "'\(text)' cannot be handed to a program as an argument: it holds a NUL"
        case .cancelled(let path): "\(path) was stopped because the work was cancelled"
        }
    }
}
