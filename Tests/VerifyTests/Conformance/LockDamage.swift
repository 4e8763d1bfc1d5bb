import OCI
import Testing
@testable import Verify

/// One way in which an image strays from its lock, and the findings that it must lead to.
struct LockDamage: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Code, layer, path, what is expected and what is found.
    let findings: [String]
    let spoil: @Sendable (inout LockedImage) -> Void

    private init(_ name: String, _ findings: String..., spoil: @escaping @Sendable (inout LockedImage) -> Void) {
        testDescription = name
        self.findings = findings
        self.spoil = spoil
    }

    private static func sum(_ text: String) -> String { Digest(of: Array(text.utf8)).description }

    static let debian: [LockDamage] = [
        LockDamage("a file of nobody", "unaccounted-file base usr/bin/more: - → a file") {
            $0["base"].entries.append(.file("usr/bin/more", "x"))
        },
        LockDamage("a link of nobody", "unaccounted-file base usr/bin/more: - → a symbolic link") {
            $0["base"].entries.append(.link("usr/bin/more", "tool"))
        },
        LockDamage("a directory of nobody", "unaccounted-file base usr/none: - → a directory") {
            $0["base"].entries.append(.directory("usr/none"))
        },
        LockDamage(
            "bytecode without a source",
            "unaccounted-file base usr/lib/python3/__pycache__/other.cpython-311.pyc: - → a file"
        ) {
            $0["base"].entries.append(.file("usr/lib/python3/__pycache__/other.cpython-311.pyc", "x"))
        },
        LockDamage(
            "a link to an alternative that dpkg does not know", "unaccounted-file base usr/bin/vi: - → a symbolic link"
        ) {
            $0["base"].entries.append(.link("usr/bin/vi", "/etc/alternatives/vi"))
        },
        LockDamage(
            "an alternative that leads elsewhere", "unaccounted-file base etc/alternatives/pager: - → a symbolic link"
        ) {
            $0["base"].edit("etc/alternatives/pager") { $0.link = "/tmp/tool" }
        },
        LockDamage(
            "a certificate among the generated links", "unaccounted-file base etc/ssl/certs/evil.pem: - → a file"
        ) {
            $0["base"].entries.append(.file("etc/ssl/certs/evil.pem", "certificate"))
        },
        LockDamage(
            "a certificate added to the bundle",
            "file-content base etc/ssl/certs/ca-certificates.crt: the certificates that /etc/ca-certificates.conf names → others"
        ) { $0["base"].edit("etc/ssl/certs/ca-certificates.crt") { $0.content += "evil\n" } },
        LockDamage(
            "a changed program",
            "file-content base usr/bin/tool: md5 \(LockedImage.md5("program")) → md5 \(LockedImage.md5("Program"))"
        ) { $0["base"].edit("usr/bin/tool") { $0.content = "Program" } },
        LockDamage(
            "a changed configuration file",
            "file-content base etc/tool.conf: md5 \(LockedImage.md5("setting")) → md5 \(LockedImage.md5("other"))"
        ) { $0["base"].edit("etc/tool.conf") { $0.content = "other" } },
        LockDamage(
            "a link in place of a program",
            "file-content base usr/bin/tool: md5 \(LockedImage.md5("program")) → a symbolic link"
        ) { $0["base"].edit("usr/bin/tool") { $0 = .link("usr/bin/tool", "../../opt/evil") } },
        LockDamage("a missing program", "file-missing base usr/bin/tool: what a package lists → -") {
            $0["base"].remove("usr/bin/tool")
        },
        LockDamage(
            "records of a package that is not locked", "unaccounted-file base var/lib/dpkg/info/evil.list: - → a file"
        ) {
            $0["base"].entries.append(.file("var/lib/dpkg/info/evil.list", "/.\n"))
        },
        LockDamage(
            "a file that only a package claims that is not locked",
            "unaccounted-file base usr/bin/evil: - → a file",
            "unaccounted-file base var/lib/dpkg/info/evil.list: - → a file"
        ) {
            $0["base"].entries.append(.file("usr/bin/evil"))
            $0["base"].entries.append(.file("var/lib/dpkg/info/evil.list", "/usr/bin/evil\n"))
        },
        LockDamage("a package too many", "package-extra base -: - → evil 1") {
            $0["base"].edit("var/lib/dpkg/status") {
                $0.content += "\nPackage: evil\nStatus: install ok installed\nVersion: 1\n"
            }
        },
        LockDamage("a package too few", "package-missing base -: plain 3 → -") {
            $0["base"].edit("var/lib/dpkg/status") {
                $0.content = $0.content.swapping("Package: plain\nStatus: install ok installed\nVersion: 3\n", "")
            }
        },
        LockDamage("another version", "package-version base -: tool 1:2.0-1 → 1:2.0-2") {
            $0["base"].edit("var/lib/dpkg/status") { $0.content = $0.content.swapping("2.0-1", "2.0-2") }
        },
        LockDamage(
            "a package that is not configured",
            "package-records base -: plain as install ok installed → install ok unpacked"
        ) {
            $0["base"].edit("var/lib/dpkg/status") {
                $0.content = $0.content.swapping(
                    "Package: plain\nStatus: install ok installed", "Package: plain\nStatus: install ok unpacked")
            }
        },
        LockDamage(
            "a field that stands twice", "package-records base -: - → the field 'version' stands twice in a paragraph"
        ) {
            $0["base"].edit("var/lib/dpkg/status") {
                $0.content = $0.content.swapping("Version: 3\n", "Version: 4\nVersion: 3\n")
            }
        },
        LockDamage("a later time", "file-attributes base mnt: a time of 1000 at most → 1001") {
            $0["base"].edit("mnt") { $0.time = 1001 }
        },
    ]

    static let wheels: [LockDamage] = [
        LockDamage("a module of nobody", "unaccounted-file wheels opt/site/evil.pth: - → a file") {
            $0["wheels"].entries.append(.file("opt/site/evil.pth", "import os"))
        },
        LockDamage(
            "a changed module", "file-content wheels opt/site/demo/a,b.py: \(sum("print()\n")) → \(sum("evil()"))"
        ) {
            $0["wheels"].edit("opt/site/demo/a,b.py") { $0.content = "evil()" }
        },
        LockDamage("a missing script", "file-missing wheels opt/bin/demo: a file → -") {
            $0["wheels"].remove("opt/bin/demo")
        },
        LockDamage("a project too many", "package-extra wheels opt/site/evil-1.dist-info: - → evil 1") {
            $0["wheels"].entries += [
                .file("opt/site/evil-1.dist-info/METADATA", "Name: evil\nVersion: 1\n"),
                .file(
                    "opt/site/evil-1.dist-info/RECORD",
                    "evil-1.dist-info/RECORD,,\nevil-1.dist-info/METADATA,sha256=\(LockedImage.evil),24\n"),
            ]
        },
        LockDamage(
            "no project at all", "package-missing wheels -: de-mo 1.0 → -",
            "unaccounted-file wheels opt/bin: - → a directory",
            "unaccounted-file wheels opt/bin/demo: - → a file",
            "unaccounted-file wheels opt/site/demo/a,b.py: - → a file"
        ) {
            $0["wheels"].remove("opt/site/demo-1.0.dist-info/METADATA")
            $0["wheels"].remove("opt/site/demo-1.0.dist-info/RECORD")
        },
        LockDamage(
            "another version", "package-version wheels opt/site/demo-1.0.dist-info: de-mo 1.0 → 1.1",
            "file-content wheels opt/site/demo-1.0.dist-info/METADATA: \(sum(LockedImage.metadata)) → \(sum(LockedImage.metadata.swapping("1.0.0", "1.1")))"
        ) {
            $0["wheels"].edit("opt/site/demo-1.0.dist-info/METADATA") {
                $0.content = $0.content.swapping("1.0.0", "1.1")
            }
        },
        LockDamage(
            "a link that leads elsewhere", "file-attributes wheels opt/site/link: a link to demo → a symbolic link /tmp"
        ) {
            $0["wheels"].edit("opt/site/link") { $0.link = "/tmp" }
        },
        LockDamage("a set-id script", "file-attributes wheels opt/bin/demo: the mode 0644 or 0755 → 04755") {
            $0["wheels"].edit("opt/bin/demo") { $0.mode = "0004755" }
        },
        LockDamage(
            "a RECORD that leads out",
            "package-records wheels opt/site/demo-1.0.dist-info/RECORD: - → line 5 is none of a RECORD"
        ) {
            $0["wheels"].edit("opt/site/demo-1.0.dist-info/RECORD") {
                $0.content += "../../../../etc/passwd,sha256=x,1\n"
            }
        },
    ]

    /// `cap_net_raw`, permitted and effective. Source: linux/capability.h, `struct vfs_cap_data`.
    static let rawNetwork = "\u{1}\0\0\u{2}\0 \0\0" + String(repeating: "\0", count: 12)

    static let privileges: [LockDamage] = [
        LockDamage("a program that got its owner's rights", "privilege-outside base usr/bin/tool: - → set-user-id") {
            $0["base"].edit("usr/bin/tool") { $0.mode = "0004755" }
        },
        LockDamage("a program that got its group's rights", "privilege-outside base usr/bin/tool: - → set-group-id") {
            $0["base"].edit("usr/bin/tool") { $0.mode = "0002755" }
        },
        LockDamage("a program that got a capability", "privilege-outside base usr/bin/tool: - → cap_net_raw") {
            $0["base"].edit("usr/bin/tool") { $0.capability = rawNetwork }
        },
        LockDamage(
            "capabilities that nobody can read",
            "privilege-outside base usr/bin/tool: - → capabilities that cannot be read"
        ) { $0["base"].edit("usr/bin/tool") { $0.capability = "x" } },
        LockDamage(
            "a device", "privilege-outside base mnt/null: - → device",
            "unaccounted-file base mnt/null: - → a character device"
        ) { $0["base"].entries.append(LockedImage.Entry(path: "mnt/null", type: "3")) },
        LockDamage(
            "more than the lock allows", "privilege-outside base usr/bin/tool: set-group-id → set-user-id"
        ) {
            $0["base"].edit("usr/bin/tool") { $0.mode = "0006755" }
            $0.editLock = { $0["privileges"] = ["/usr/bin/tool": ["set-group-id"]] }
        },
        LockDamage(
            "the place of a program of Debian's in another layer", "unaccounted-file model usr/bin/su: - → a file"
        ) { $0["model"].entries.append(.file("usr/bin/su", mode: "0004755")) },
        LockDamage("an allowance of nothing", "privilege-unused - usr/bin/gone: set-user-id → nothing is there") {
            $0.editLock = { $0["privileges"] = ["/usr/bin/gone": ["set-user-id"]] }
        },
        LockDamage("an allowance that is not used", "privilege-unused - usr/bin/tool: cap_net_raw → set-user-id") {
            $0["base"].edit("usr/bin/tool") { $0.mode = "0004755" }
            $0.editLock = { $0["privileges"] = ["/usr/bin/tool": ["set-user-id", "cap_net_raw"]] }
        },
    ]

    static let declared: [LockDamage] = [
        LockDamage("another model", "file-content model opt/model/weights.bin: \(sum("weights")) → \(sum("poison"))") {
            $0["model"].edit("opt/model/weights.bin") { $0.content = "poison" }
        },
        LockDamage("a file beside the model", "unaccounted-file model opt/model/hook.py: - → a file") {
            $0["model"].entries.append(.file("opt/model/hook.py"))
        },
        LockDamage("an empty directory beside the model", "unaccounted-file model tmp: - → a directory") {
            $0["model"].entries.append(.directory("tmp"))
        },
        LockDamage("a missing model", "file-missing model opt/model/weights.bin: a file → -") {
            $0["model"].remove("opt/model/weights.bin")
        },
        LockDamage("a model that all may write", "file-attributes model opt/model/weights.bin: the mode 0644 → 0666") {
            $0["model"].edit("opt/model/weights.bin") { $0.mode = "0000666" }
        },
        LockDamage("a whiteout in a model's layer", "unaccounted-file model etc/passwd: - → a whiteout") {
            $0["model"].entries.append(.file("etc/.wh.passwd"))
        },
        LockDamage(
            "another program", "file-content runtime opt/rt/bin/imagesmith-runtime: \(sum("program")) → \(sum("evil"))"
        ) {
            $0["runtime"].edit("opt/rt/bin/imagesmith-runtime") { $0.content = "evil" }
        },
        LockDamage(
            "another engine", "file-content runtime opt/rt/lib/libonnxruntime.so.1: \(sum("engine")) → \(sum("evil"))"
        ) {
            $0["runtime"].edit("opt/rt/lib/libonnxruntime.so.1") { $0.content = "evil" }
        },
        LockDamage("another owner of a file", "file-attributes files srv/data: the owner 7:7 → 0:0") {
            $0["files"].edit("srv/data") { $0.owner = 0 }
        },
        LockDamage("another mode of a directory", "file-attributes files srv: the mode 0750 → 0777") {
            $0["files"].edit("srv") { $0.mode = "0000777" }
        },
        LockDamage("another target", "file-attributes files srv/link: a link to data → /etc/shadow") {
            $0["files"].edit("srv/link") { $0.link = "/etc/shadow" }
        },
        LockDamage("a file in place of a link", "file-attributes files srv/link: a symbolic link → a file") {
            $0["files"].edit("srv/link") { $0 = .file("srv/link", "data") }
        },
        LockDamage(
            "another directory for the loader",
            "file-content libraries etc/ld.so.conf.d/own.conf: \(sum("/opt/rt/lib\n")) → \(sum("/tmp\n"))"
        ) { $0["libraries"].edit("etc/ld.so.conf.d/own.conf") { $0.content = "/tmp\n" } },
    ]
}

extension LockedImage {
    /// The digest of `Name: evil\nVersion: 1\n` as RECORD writes it.
    static let evil = base64("Name: evil\nVersion: 1\n")
}
