/// As whom a command runs inside its root.
public struct SandboxUser: Hashable, Sendable {
    /// The user's number.
    public let uid: UInt32
    /// The group's number.
    public let gid: UInt32
    /// Further groups.
    public let additionalGroups: [UInt32]

    /// A user by numbers.
    public init(uid: UInt32, gid: UInt32, additionalGroups: [UInt32] = []) {
        self.uid = uid
        self.gid = gid
        self.additionalGroups = additionalGroups
    }

    /// User and group 0.
    public static let root = SandboxUser(uid: 0, gid: 0)
}
