/// Why a `Release` is not taken.
public enum DebianReleaseError: Error, Hashable, Sendable, CustomStringConvertible {
    case control(ControlError)
    case missing(String)
    case date(String)
    case file(String)
    case tooManyFiles(limit: Int)
    case wrongSuite(wanted: String, found: [String])
    case expired(suite: String, until: Moment, epoch: Moment)
    case rolledBack(suite: String, date: Moment, seen: Moment)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .control(let error): "cannot read the Release: \(error)"
        case .missing(let field): "the Release has no field '\(field)'"
        case .date(let text): "the Release has the date '\(text)', which is none in UTC"
        case .file(let text): "the Release has the malformed or contradictory line '\(text)'"
        case .tooManyFiles(let limit): "the Release names more than \(limit) files"
        case .wrongSuite(let wanted, let found):
            "the suite '\(wanted)' was asked for, but the Release is of "
                + (found.isEmpty ? "none that it names" : found.map { "'\($0)'" }.joined(separator: ", "))
        case .expired(let suite, let until, let epoch):
            "the Release of '\(suite)' was valid until \(until), and the recipe's epoch is \(epoch); use a mirror that is up "
                + "to date, or say 'check-valid-until: false' of the archive"
        case .rolledBack(let suite, let date, let seen):
            "the Release of '\(suite)' is of \(date), older than the one locked before (\(seen)); use another mirror, or "
                + "lock with --allow-rollback if that is meant"
        }
    }
}
