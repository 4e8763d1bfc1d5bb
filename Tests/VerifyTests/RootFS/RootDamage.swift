import Testing

/// One way in which a directory on disk strays from its image, and the findings that it must lead to.
struct RootDamage: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let commands: String
    let findings: [String]

    private init(_ name: String, _ commands: String, _ findings: String...) {
        testDescription = name
        self.commands = commands
        self.findings = findings
    }

    static let all: [RootDamage] = [
        RootDamage("an added file", "echo >etc/three", "rootfs-added etc/three: nothing → a file"),
        RootDamage(
            "an added tree, told once", "mkdir -p opt/a/b && echo >opt/a/b/c",
            "rootfs-added opt: nothing → a directory, with all that lies in it"),
        RootDamage("an added link to nowhere", "ln -s /nowhere etc/z", "rootfs-added etc/z: nothing → a symbolic link"),
        RootDamage("a missing file", "rm etc/two", "rootfs-missing etc/two: a file → nothing"),
        RootDamage(
            "a missing tree, told once", "rm -r var",
            "rootfs-missing var: a directory, with all that lies in it → nothing"),
        RootDamage(
            "another content of the same size", "printf 'b log' >var/log/messages",
            "rootfs-content var/log/messages: sha256:5775e775a009a883570f8738b2efba72ebd889bebd792398088abf4b78a55133 → "
                + "sha256:186a12694f7b7534e66821e770442d47ac2f61cb4cf35a7424362b1fbd6e5a77"),
        RootDamage(
            "a longer content", "echo ' more' >>var/log/messages",
            "rootfs-content var/log/messages: 5 bytes → 11 bytes"),
        RootDamage("another mode", "chmod 600 etc/two", "rootfs-mode etc/two: 0640 → 0600"),
        RootDamage("a set-id bit that is gone", "chmod 755 etc/conf.d/a", "rootfs-mode etc/conf.d/a: 04755 → 0755"),
        RootDamage("another mode of a directory", "chmod 777 etc/conf.d", "rootfs-mode etc/conf.d: 0700 → 0777"),
        RootDamage("another mode of the root", "chmod 700 .", "rootfs-mode .: 0755 → 0700"),
        RootDamage(
            "another target", "ln -sfn /etc/shadow usr/bin/soft",
            "rootfs-target usr/bin/soft: ../etc/one → /etc/shadow"),
        RootDamage(
            "a file in place of a link", "rm usr/bin/soft && echo one >usr/bin/soft",
            "rootfs-type usr/bin/soft: a symbolic link → a file"),
        RootDamage(
            "a link in place of a directory", "mv etc/conf.d etc/other && ln -s other etc/conf.d && mv etc/other .",
            "rootfs-added other: nothing → a directory, with all that lies in it",
            "rootfs-type etc/conf.d: a directory → a symbolic link"),
        RootDamage(
            "a file in place of a FIFO", "rm srv/pipe && echo >srv/pipe", "rootfs-type srv/pipe: a FIFO → a file"),
        RootDamage(
            "a socket in place of a FIFO",
            "rm srv/pipe && python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"srv/pipe\")'",
            "rootfs-type srv/pipe: a FIFO → a socket"),
        RootDamage(
            "another value of an attribute",
            "python3 -c 'import os; os.setxattr(\"etc/two\", \"user.note\", b\"lost\")'",
            "rootfs-xattr etc/two: user.note=6b657074 → user.note=6c6f7374"),
        RootDamage(
            "a missing attribute", "python3 -c 'import os; os.removexattr(\"etc/two\", \"user.note\")'",
            "rootfs-xattr etc/two: user.note=6b657074 → no user.note"),
        RootDamage(
            "an added attribute", "python3 -c 'import os; os.setxattr(\"etc/one\", \"user.new\", b\"\\1\")'",
            "rootfs-xattr etc/one: no user.new → user.new=01",
            "rootfs-xattr usr/bin/linked: no user.new → user.new=01"),
        RootDamage(
            "a file that lost its other name", "cp -p etc/one c && mv c etc/one",
            "rootfs-link usr/bin/linked: the same file as etc/one → a file of its own"),
        RootDamage(
            "names that would harm a terminal", "touch \"$(printf 'etc/\\033[31m')\"",
            "rootfs-added etc/\\x1b[31m: nothing → a file"),
    ]
}
