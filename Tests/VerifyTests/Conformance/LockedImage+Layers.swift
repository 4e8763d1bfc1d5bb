import OCI
@testable import Verify

extension LockedImage {
    static func md5(_ text: String) -> String { MD5Hasher.hex(Array(text.utf8)) }

    static let status = """
        Package: tool
        Status: install ok installed
        Architecture: amd64
        Version: 1:2.0-1
        Conffiles:
         /etc/tool.conf \(md5("setting"))
        Description: a tool
         with more lines

        Package: plain
        Status: install ok installed
        Version: 3

        """

    /// A merged root, a package with all that packages have, and what scripts make.
    static let base = Layer(
        name: "base", kind: "debian",
        entries: [
            .link("bin", "usr/bin"), .file("etc/passwd", "root:x:0:0::/root:/bin/sh\n"),
            .file("etc/tool.conf", "setting"),
            .link("etc/alternatives/pager", "/usr/bin/tool"),
            .file("etc/ca-certificates.conf", "# none\nx/a.crt\n!x/b.crt\n"),
            .file("etc/ssl/certs/ca-certificates.crt", "certificate\n"),
            .link("etc/ssl/certs/a.pem", "/usr/share/ca-certificates/x/a.crt"),
            .directory("mnt"), .file("usr/bin/tool", "program", mode: "0000755"),
            .link("usr/bin/pager", "/etc/alternatives/pager"),
            .file("usr/lib/python3/module.py", "pass\n"),
            .file("usr/lib/python3/__pycache__/module.cpython-311.pyc", "code"),
            .file("usr/share/ca-certificates/x/a.crt", "certificate"), .file("usr/share/moved", "diverted"),
            .directory("var/lib/dpkg/info"),
            .file("var/lib/dpkg/status", status), .file("var/lib/dpkg/info/format", "1\n"),
            .file(
                "var/lib/dpkg/info/tool.list",
                "/.\n/bin\n/bin/tool\n/etc/tool.conf\n/usr/lib/python3/module.py\n/usr/share/doc/tool/README\n/usr/share/ca-certificates/x/a.crt\n/dev/pts\n"
            ),
            .file(
                "var/lib/dpkg/info/tool.md5sums",
                "\(md5("program"))  bin/tool\n\(md5("pass\n"))  usr/lib/python3/module.py\n\(md5("certificate"))  usr/share/ca-certificates/x/a.crt\n"
            ),
            .file("var/lib/dpkg/info/tool.postinst", "#!/bin/sh\n", mode: "0000755"),
            .file("var/lib/dpkg/info/plain:amd64.list", "/.\n/usr/share/original\n"),
            .file("var/lib/dpkg/diversions", "/usr/share/original\n/usr/share/moved\ntool\n"),
            .file("var/lib/dpkg/alternatives/pager", "auto\n/usr/bin/pager\n\n/usr/bin/tool\n10\n"),
        ],
        content: [
            "architecture": "amd64", "exclude": ["/usr/share/doc/*"],
            "packages": [["name": "plain", "version": "3"], ["name": "tool", "version": "1:2.0-1"]],
        ])

    static let record = """
        ../bin/demo,sha256=\(base64("#!/usr/bin/python3\n")),19
        demo-1.0.dist-info/METADATA,sha256=\(base64(metadata)),26
        demo-1.0.dist-info/RECORD,,
        "demo/a,b.py",sha256=\(base64("print()\n")),8

        """
    static let metadata = "Name: De_mo\nVersion: 1.0.0\n\nVersion: 2\n"

    static let wheels = Layer(
        name: "wheels", kind: "wheels",
        entries: [
            .directory("opt"), .directory("opt/bin"), .file("opt/bin/demo", "#!/usr/bin/python3\n", mode: "0000755"),
            .file("opt/site/demo-1.0.dist-info/METADATA", metadata),
            .file("opt/site/demo-1.0.dist-info/RECORD", record),
            .file("opt/site/demo/a,b.py", "print()\n"), .link("opt/site/link", "demo"),
        ],
        content: [
            "scheme": ["site": "/opt/site"], "wheels": [["project": "de-mo", "version": "1.0"]],
            "links": [["path": "/opt/site/link", "target": "demo"]],
        ])

    private static func digest(_ text: String) -> JSON { .string(Digest(of: Array(text.utf8)).description) }

    static let model = Layer(
        name: "model", kind: "model", entries: [.directory("opt"), .file("opt/model/weights.bin", "weights")],
        content: ["path": "opt/model", "files": [["name": "weights.bin", "digest": digest("weights")]]])

    static let runtime = Layer(
        name: "runtime", kind: "runtime",
        entries: [
            .file("opt/rt/bin/imagesmith-runtime", "program", mode: "0000755"),
            .file("opt/rt/lib/libonnxruntime.so.1", "engine"),
            .file("opt/rt/lib/libprovider.so", "provider"),
        ],
        content: [
            "path": "opt/rt", "program": ["digest": digest("program")],
            "onnxruntime": [
                "member": "a/libonnxruntime.so.1", "digest": digest("engine"),
                "providers": [["member": "a/libprovider.so", "digest": digest("provider")]],
            ],
        ])

    static let files = Layer(
        name: "files", kind: "files",
        entries: [
            Entry(path: "srv", type: "5", mode: "0000750", owner: 7),
            Entry(path: "srv/data", content: "data", mode: "0000600", owner: 7),
            .link("srv/link", "data"),
        ],
        content: [
            "entries": [
                ["path": "srv", "mode": "750", "owner": "7:7"],
                ["path": "srv/data", "mode": "600", "owner": "7:7", "source": "data", "digest": digest("data")],
                ["path": "srv/link", "mode": "777", "owner": "0:0", "link": "data"],
            ]
        ])

    static let libraries = Layer(
        name: "libraries", kind: "libraries",
        entries: [.file("etc/ld.so.cache", "cache"), .file("etc/ld.so.conf.d/own.conf", "/opt/rt/lib\n")],
        content: ["name": "own", "directories": ["/opt/rt/lib"]])

    /// A digest as RECORD writes it.
    static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let hex = Digest(of: Array(text.utf8)).hex
        var bits: [UInt8] = hex.flatMap { digit -> [UInt8] in
            let value = UInt8(String(digit), radix: 16) ?? 0
            return [value >> 3 & 1, value >> 2 & 1, value >> 1 & 1, value & 1]
        }
        bits += [0, 0]
        return String(
            stride(from: 0, to: bits.count, by: 6).map { start in
                alphabet[bits[start..<start + 6].reduce(0) { $0 << 1 | Int($1) }]
            })
    }
}
