import Archive

/// What an entry can do that an ordinary file cannot: run as another user, be changed by anybody, steer the mount.
enum MemberPowers {
    static func faults(of member: TarMember) -> [TarFault] {
        var faults: [TarFault] = []
        func add(_ code: FindingCode, _ actual: String) {
            faults.append(TarFault(code, path: member.path, actual: actual))
        }
        let mode = String(member.mode, radix: 8)
        if member.kind == .file, member.mode & 0o6000 != 0, !isExpected(member.path, setID) {
            add(.tarSetID, "mode \(mode)")
        }
        let isOpen = member.mode & 0o002 != 0
        let isSticky = member.mode & 0o1000 != 0
        if (member.kind == .file && isOpen) || (member.kind == .directory && isOpen && !isSticky) {
            add(.tarWorldWritable, "mode \(mode)")
        }
        if member.attributes.isEmpty { return faults }
        for (name, value) in member.attributes.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let text = "\(PrintableText(name))"
            // XATTR_NAME_MAX and XATTR_SIZE_MAX: linux/limits.h.
            if name.isEmpty || name.count > 255 || value.count > 65536 {
                add(.tarXattrLimit, "\(text), \(value.count) bytes")
            }
            if begins(name, "trusted.overlay.") || begins(name, "user.overlay.") {
                add(.tarXattrOverlay, text)
            } else if name.elementsEqual("security.capability".utf8) {
                if !isExpected(member.path, capable) { add(.tarCapability, text) }
            } else if begins(name, "security.") {
                add(.tarXattrSecurity, text)
            }
        }
        return faults
    }

    /// Whether a file of Debian's own packages has the power at that path.
    static func isDebians(_ power: FilePower, at path: EntryPath) -> Bool {
        switch power {
        case .setUserID, .setGroupID: isExpected(path.bytes, setID)
        case .capability: isExpected(path.bytes, capable)
        case .device: false
        }
    }

    private static func begins(_ name: [UInt8], _ prefix: String) -> Bool { name.starts(with: prefix.utf8) }

    private static func isExpected(_ raw: [UInt8], _ programs: Set<String>) -> Bool {
        guard let path = try? EntryPath(raw) else { return false }
        return programs.contains(String(decoding: path.bytes, as: UTF8.self))
    }

    /// The programs that Debian 12's packages install with set-user-ID or set-group-ID, with `/usr` merged or not.
    private static let setID = merged([
        "bin/su", "bin/mount", "bin/umount", "bin/fusermount", "bin/fusermount3", "bin/ping", "sbin/unix_chkpwd",
        "sbin/mount.nfs", "sbin/mount.cifs",
    ]).union([
        "usr/bin/chage", "usr/bin/chfn", "usr/bin/chsh", "usr/bin/expiry", "usr/bin/gpasswd", "usr/bin/newgrp",
        "usr/bin/passwd", "usr/bin/wall", "usr/bin/write", "usr/bin/write.ul", "usr/bin/sudo", "usr/bin/pkexec",
        "usr/bin/crontab", "usr/bin/at", "usr/bin/ssh-agent", "usr/bin/bsd-write", "usr/bin/dotlockfile",
        "usr/bin/mail-lock", "usr/bin/mail-unlock", "usr/bin/mail-touchlock", "usr/bin/newuidmap", "usr/bin/newgidmap",
        "usr/bin/lppasswd", "usr/bin/ntfs-3g", "usr/sbin/pppd", "usr/sbin/exim4", "usr/sbin/postdrop",
        "usr/sbin/postqueue", "usr/lib/openssh/ssh-keysign", "usr/lib/dbus-1.0/dbus-daemon-launch-helper",
        "usr/lib/polkit-1/polkit-agent-helper-1", "usr/lib/x86_64-linux-gnu/utempter/utempter",
        "usr/libexec/polkit-agent-helper-1", "usr/libexec/camel-lock-helper-1.2",
    ])

    /// The programs that Debian 12's packages give capabilities.
    private static let capable = merged(["bin/ping"]).union([
        "usr/bin/newuidmap", "usr/bin/newgidmap", "usr/bin/mtr-packet", "usr/bin/dumpcap", "usr/bin/fping",
        "usr/bin/arping", "usr/bin/clockdiff", "usr/bin/traceroute6.iputils",
        "usr/lib/x86_64-linux-gnu/gstreamer1.0/gstreamer-1.0/gst-ptp-helper",
    ])

    private static func merged(_ paths: Set<String>) -> Set<String> { paths.union(paths.map { "usr/" + $0 }) }
}
