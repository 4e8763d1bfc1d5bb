/// Whose an entry is: a user and a group, by number.
public struct TarOwner: Hashable, Sendable {
    /// The user.
    public let user: UInt32
    /// The group.
    public let group: UInt32

    /// The superuser and its group.
    public static let root = TarOwner(user: 0, group: 0)

    /// Any pair of numbers.
    public init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }
}
