/// Where a Debian archive's older state is kept: a snapshot archive, and a moment at which the state was current.
///
/// A snapshot archive has the state of a moment below a directory of its name, as `20260711T101637Z`, and answers for any
/// moment with the last state that it saw until then.
public struct DebianSnapshot: Hashable, Sendable {
    /// The snapshot archive's name in the table of mirrors.
    public let archive: String
    /// A moment at which the state was current.
    public let moment: Moment

    /// A snapshot from its parts.
    public init(archive: String, moment: Moment) {
        self.archive = archive
        self.moment = moment
    }

    /// Where a file of the archive may lie in the snapshot archive, in the order to try.
    ///
    /// A release bears the time at which its making began, and a snapshot is taken only later, so what is new in it is in a
    /// later one. A day later nothing is gone: an archive keeps what it dropped for longer than that.
    func paths(of path: String) -> [String] {
        [moment, Moment(seconds: moment.seconds + 86400)].map { "\($0.directoryName)/\(path)" }
    }
}

extension Moment {
    /// As the directories of snapshot archives spell it: RFC 3339 without its punctuation.
    fileprivate var directoryName: String { description.filter { $0 != "-" && $0 != ":" } }
}
