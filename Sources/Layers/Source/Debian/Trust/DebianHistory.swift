/// The releases that were believed before: none may go back behind them.
public struct DebianHistory: Hashable, Sendable {
    private struct Key: Hashable {
        let archive: String
        let suite: DebianSuite
    }

    /// The epoch of the recipe when they were believed.
    public let epoch: Moment
    private let dates: [Key: Moment]

    /// What the locks of a recipe's Debian layers believed.
    public init(_ locks: [DebianLock], epoch: Moment) {
        self.epoch = epoch
        let dates = locks.flatMap(\.suites).map { (Key(archive: $0.archive, suite: $0.name), $0.date) }
        self.dates = Dictionary(dates) { $0.seconds > $1.seconds ? $0 : $1 }
    }

    /// The date that a suite's release must have reached, for a recipe of `epoch`.
    ///
    /// Nil for a suite that was not seen before, and for a recipe whose epoch was set back, behind what was seen: then an
    /// older archive is what its author asks for, as when an old image is made again from a snapshot.
    func floor(archive: String, suite: DebianSuite, epoch: Moment) -> Moment? {
        guard let seen = dates[Key(archive: archive, suite: suite)] else { return nil }
        let wasSetBack = epoch.seconds < self.epoch.seconds && epoch.seconds < seen.seconds
        return wasSetBack ? nil : seen
    }
}
