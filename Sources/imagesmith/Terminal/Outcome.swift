import ArgumentParser

/// How a command ends.
enum Outcome: Int32 {
    case asAsked = 0
    case faultFound = 1
    case couldNotFinish = 2

    /// Ends the command with this status; 0 just returns.
    func end() throws {
        if self != .asAsked { throw ExitCode(rawValue) }
    }
}
