import OCI

/// The paths of a Debian layer that no package brings, because scripts or the composing make them: the whole list, which
/// docs/conformance.md tells people.
///
/// A path here is accounted for, and its content is not: `verify --reproduce` proves that.
struct GeneratedPath: Hashable, Sendable {
    /// A pattern in which `*` stands for anything but a slash, and `**` at its end for anything.
    let pattern: String
    /// Who makes it, or what it is.
    let reason: String

    static let table: [GeneratedPath] = [
        .init("etc/.java", "ca-certificates-java's home"),
        .init("etc/X11/default-display-manager", "display managers' scripts"),
        .init("etc/adjtime", "util-linux's script"),
        .init("etc/ca-certificates.conf", "ca-certificates' script: which certificates are trusted"),
        .init("etc/default/locale", "locales' script"),
        .init("etc/default/keyboard", "keyboard-configuration's script"),
        .init("etc/dpkg/dpkg.cfg.d/imagesmith", "imagesmith: which paths later packages leave out"),
        .init("etc/dpkg/origins/default", "base-files' script", .links),
        .init("etc/environment", "base-files' script"),
        .init("etc/fonts/conf.d/*", "fontconfig's links to its configuration", .links),
        .init("etc/group", "base-passwd and adduser: groups"),
        .init("etc/gshadow", "shadow's groups"),
        .init("etc/inputrc", "readline-common's script"),
        .init("etc/java-*/**", "Java's configuration, copied by scripts"),
        .init("etc/ld.so.cache", "ldconfig: where libraries lie"),
        .init("etc/localtime", "tzdata's script", .links),
        .init("etc/machine-id", "emptied by imagesmith"),
        .init("etc/motd", "base-files' script"),
        .init("etc/mtab", "a link to the kernel's list of mounts", .links),
        .init("etc/nsswitch.conf", "base-files' script"),
        .init("etc/opt", "base-files' directory", .directories),
        .init("etc/pam.d/common-*", "pam-auth-update"),
        .init("etc/passwd", "base-passwd and adduser: users"),
        .init("etc/profile", "base-files' script"),
        .init("etc/python3/**", "python3-minimal's script"),
        .init("etc/rc?.d/*", "update-rc.d: links to start scripts", .links),
        .init("etc/security/opasswd", "libpam-modules' script"),
        .init("etc/shadow", "passwd's script"),
        .init("etc/shells", "update-shells"),
        .init("etc/ssl/certs/*", "update-ca-certificates: links by name and by hash", .links),
        .init("etc/ssl/certs/ca-certificates.crt", "update-ca-certificates: the bundle, which is checked"),
        .init("etc/subgid", "passwd's script"),
        .init("etc/subuid", "passwd's script"),
        .init("etc/systemd/system/**", "deb-systemd-helper: links to enabled units", .links),
        .init("etc/systemd/user/**", "deb-systemd-helper: links to enabled units", .links),
        .init("etc/timezone", "tzdata's script"),
        .init("etc/xml/**", "xml-core's catalogues"),
        .init("etc/sgml/**", "sgml-base's catalogues"),
        .init("media", "base-files' directory", .directories),
        .init("mnt", "base-files' directory", .directories),
        .init("opt", "base-files' directory", .directories),
        .init("root/.bashrc", "base-files' script"),
        .init("root/.profile", "base-files' script"),
        .init("srv", "base-files' directory", .directories),
        .init("usr/lib/*/gconv/gconv-modules.cache", "iconvconfig"),
        .init("usr/lib/*/gdk-pixbuf-2.0/*/loaders.cache", "gdk-pixbuf-query-loaders"),
        .init("usr/lib/*/gio/modules/giomodule.cache", "gio-querymodules"),
        .init("usr/lib/*/gtk-*/**", "GTK's caches"),
        .init("usr/lib/locale/**", "localedef"),
        .init("usr/lib/udev/hwdb.bin", "systemd-hwdb"),
        .init("usr/lib32", "base-files' directory", .directories),
        .init("usr/lib64", "base-files' directory", .directories),
        .init("usr/libx32", "base-files' directory", .directories),
        .init("usr/local/**", "base-files' and python3's directories for what is not Debian's", .directories),
        .init("usr/local/man", "base-files' link", .links),
        .init("usr/share/applications/mimeinfo.cache", "update-desktop-database"),
        .init("usr/share/fonts/*/fonts.dir", "xfonts-utils' indexes"),
        .init("usr/share/fonts/*/*/fonts.dir", "xfonts-utils' indexes"),
        .init("usr/share/fonts/*/*/fonts.scale", "xfonts-utils' indexes"),
        .init("usr/share/fonts/*/*/fonts.alias", "xfonts-utils' indexes"),
        .init("usr/share/glib-2.0/schemas/gschemas.compiled", "glib-compile-schemas"),
        .init("usr/share/icons/*/icon-theme.cache", "gtk-update-icon-cache"),
        .init("usr/share/info/dir", "install-info and base-files' script"),
        .init("usr/share/info/dir.old", "install-info"),
        .init("usr/share/mime/**", "update-mime-database"),
        .init("var/cache/debconf/*", "debconf's answers"),
        .init("var/cache/fontconfig/**", "fc-cache"),
        .init("var/cache/ldconfig", "ldconfig's directory", .directories),
        .init("var/lib/apt/extended_states", "apt's marks"),
        .init("var/lib/dpkg/available", "dpkg's database"),
        .init("var/lib/dpkg/diversions", "dpkg's database"),
        .init("var/lib/dpkg/info/format", "dpkg's database"),
        .init("var/lib/dpkg/statoverride", "dpkg's database"),
        .init("var/lib/dpkg/status", "dpkg's database, which is checked against the lock"),
        .init("var/lib/dpkg/status.d", "the directory of records without a database", .directories),
        .init("var/lib/dpkg/triggers/**", "dpkg's database"),
        .init("var/lib/emacsen-common/**", "emacsen-common's script"),
        .init("var/lib/ghostscript/**", "ghostscript's index of fonts"),
        .init("var/lib/locales/**", "locales' script"),
        .init("var/lib/pam/*", "pam-auth-update's state"),
        .init("var/lib/polkit-1/**", "polkitd's script"),
        .init("var/lib/python/**", "python3's script"),
        .init("var/lib/sgml-base/**", "sgml-base's state"),
        .init("var/lib/shells.state", "update-shells' state"),
        .init("var/lib/systemd/catalog/database", "journalctl's index of messages"),
        .init("var/lib/systemd/deb-systemd-helper-enabled/**", "deb-systemd-helper's state"),
        .init("var/lib/systemd/deb-systemd-helper-masked/**", "deb-systemd-helper's state"),
        .init("var/lib/systemd/deb-systemd-user-helper-enabled/**", "deb-systemd-helper's state"),
        .init("var/lib/ucf/**", "ucf's state"),
        .init("var/lib/xml-core/**", "xml-core's state"),
        .init("var/mail", "base-files' directory", .directories),
        .init("var/opt", "base-files' directory", .directories),
        .init("var/spool/mail", "base-files' link", .links),
    ]

    /// What may stand at a path.
    enum Allowance: Hashable, Sendable {
        case anything
        /// Symbolic links and directories: no content of their own.
        case links
        case directories

        /// The allowance in a word, as the documentation has it.
        var words: String {
            switch self {
            case .anything: "anything"
            case .links: "links"
            case .directories: "directories"
            }
        }

        fileprivate func admits(_ kind: TarMember.Kind) -> Bool {
            switch kind {
            case .directory: true
            case .symbolicLink: self != .directories
            case .file: self == .anything
            default: false
            }
        }
    }

    /// What may stand there.
    let allowance: Allowance
    private let parts: [[UInt8]]
    private let isTree: Bool

    private init(_ pattern: String, _ reason: String, _ allowance: Allowance = .anything) {
        self.pattern = pattern
        self.reason = reason
        self.allowance = allowance
        var parts = pattern.split(separator: "/").map { Array($0.utf8) }
        isTree = parts.last == Array("**".utf8)
        if isTree { parts.removeLast() }
        self.parts = parts
    }

    /// Whether the table names a path.
    static func covers(_ path: EntryPath, _ kind: TarMember.Kind) -> Bool {
        let parts = path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return table.contains { $0.allowance.admits(kind) && $0.matches(parts) }
    }

    /// A tree's own directory is meant, too.
    private func matches(_ path: [ArraySlice<UInt8>]) -> Bool {
        guard path.count == parts.count || (isTree && path.count > parts.count) else { return false }
        return zip(parts, path).allSatisfy { GeneratedPath.matches($0[...], $1) }
    }

    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case UInt8(ascii: "*"): return text.indices.contains { matches(rest, text[$0...]) } || matches(rest, [])
        case UInt8(ascii: "?"): return !text.isEmpty && matches(rest, text.dropFirst())
        default: return text.first == first && matches(rest, text.dropFirst())
        }
    }
}
