/// How a program ended.
public enum Termination: Hashable, Sendable, CustomStringConvertible {
    /// It ended by itself.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Int32)
    /// It could not be started inside its root: it is missing there, no program, or the root lacks what is needed.
    case notStarted(reason: String)

    /// Whether it ended by itself with status 0.
    public var isSuccess: Bool { self == .exited(0) }

    /// The phrase for people, as in "exited with status 1".
    public var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let number):
            "was killed by signal \(number)\(Termination.names[number].map { " (\($0))" } ?? "")"
        case .notStarted(let reason): "could not be started: \(reason)"
        }
    }

    private static let names: [Int32: String] = [
        1: "SIGHUP", 2: "SIGINT", 4: "SIGILL", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV",
        13: "SIGPIPE", 15: "SIGTERM", 31: "SIGSYS",
    ]
}
