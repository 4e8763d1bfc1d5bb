import Archive

/// What of a composed root does not go into the layer as it stands, and why.
///
/// The table is the whole list. Beside it, the time of a file or link is the lesser of the epoch and the time that it bore
/// in its package, and the epoch itself where scripts made or changed it, and for every directory; owners are numbers; of
/// extended attributes `security.capability` alone is kept. Bytecode of Python stays as it is compiled under
/// `SOURCE_DATE_EPOCH`: checked by hash, so that no time can make it stale.
public struct Normalization: Hashable, Sendable {
    /// Which paths it is about.
    public let scope: Scope
    /// What becomes of them.
    public let action: Action
    /// Why.
    public let reason: String

    /// Which paths a rule is about.
    public enum Scope: Hashable, Sendable {
        /// One path.
        case path(String)
        /// Everything below a directory, which stays.
        case below(String)
        /// Everything below a directory but the directories in it.
        case filesBelow(String)
        /// The names in a directory with this beginning and this end.
        case names(in: String, beginning: String, end: String)
    }

    /// What becomes of a path.
    public enum Action: Hashable, Sendable {
        case leaveOut
        case empty
    }

    /// The rules. No path is within two of them.
    public static let table: [Normalization] = [
        .init(.below("dev"), .leaveOut, "the runtime makes its own devices"),
        .init(.below("proc"), .leaveOut, "the kernel's view of whoever looks"),
        .init(.below("sys"), .leaveOut, "the kernel's view of the machine"),
        .init(.below("run"), .leaveOut, "holds the state of running services, of which there are none"),
        .init(.below("tmp"), .leaveOut, "what scripts left behind"),
        .init(.below("var/tmp"), .leaveOut, "what scripts left behind"),
        .init(.path("etc/hostname"), .leaveOut, "names the machine that composed; the runtime writes its own"),
        .init(.path("etc/resolv.conf"), .leaveOut, "names the name servers of the machine that composed"),
        .init(.path("etc/machine-id"), .empty, "random, and must differ between machines; systemd fills an empty one"),
        .init(.path("var/lib/dbus/machine-id"), .leaveOut, "random, and must differ between machines"),
        .init(.path("var/lib/systemd/random-seed"), .leaveOut, "random, and harmful where shared"),
        .init(.path("var/lib/urandom/random-seed"), .leaveOut, "random, and harmful where shared"),
        .init(
            .names(in: "etc/ssh", beginning: "ssh_host_", end: ""), .leaveOut,
            "random, and a private key that every copy of an image would share"),
        .init(.filesBelow("var/log"), .leaveOut, "logs bear the time of composing"),
        .init(.filesBelow("var/cache/apt"), .leaveOut, "made anew by the next update"),
        .init(.filesBelow("var/lib/apt/lists"), .leaveOut, "made anew by the next update"),
        .init(.filesBelow("var/cache/man"), .leaveOut, "an index with times in it, made anew by mandb"),
        .init(.path("var/cache/ldconfig/aux-cache"), .leaveOut, "holds inodes and times of the root it was made in"),
        .init(
            .names(in: "var/cache/debconf", beginning: "", end: "-old"), .leaveOut,
            "backups; how many there are depends on the order of scripts"),
        .init(.names(in: "var/lib/dpkg", beginning: "", end: "-old"), .leaveOut, "backups"),
        .init(.names(in: "var/lib/dpkg", beginning: "lock", end: ""), .leaveOut, "locks of processes that are gone"),
        .init(.path("var/lib/dpkg/triggers/Lock"), .leaveOut, "a lock of a process that is gone"),
        .init(.names(in: "etc", beginning: "", end: "-"), .leaveOut, "backups of passwd, group and their kin"),
        .init(.path("etc/.pwd.lock"), .leaveOut, "a lock of a process that is gone"),
        .init(.path("usr/sbin/policy-rc.d"), .leaveOut, "put there so that no script starts a service"),
    ]

    private init(_ scope: Scope, _ action: Action, _ reason: String) {
        self.scope = scope
        self.action = action
        self.reason = reason
    }

    /// The rule for a path, if there is one.
    static func rule(for path: TarPath, isDirectory: Bool) -> Normalization? {
        table.first { $0.covers(path.bytes, isDirectory: isDirectory) }
    }

    private func covers(_ path: [UInt8], isDirectory: Bool) -> Bool {
        switch scope {
        case .path(let own): return !isDirectory && path.elementsEqual(own.utf8)
        case .below(let directory): return Self.isBelow(path, directory)
        case .filesBelow(let directory): return !isDirectory && Self.isBelow(path, directory)
        case .names(let directory, let beginning, let end):
            guard !isDirectory, Self.isBelow(path, directory) else { return false }
            let name = path.dropFirst(directory.utf8.count + 1)
            return !name.contains(UInt8(ascii: "/")) && name.starts(with: beginning.utf8)
                && name.suffix(end.utf8.count).elementsEqual(end.utf8)
        }
    }

    private static func isBelow(_ path: [UInt8], _ directory: String) -> Bool {
        let length = directory.utf8.count
        return path.count > length + 1 && path[length] == UInt8(ascii: "/") && path.starts(with: directory.utf8)
    }
}
