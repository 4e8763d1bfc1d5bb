import Testing
@testable import Verify

/// One way in which a layer made anew strays from the one that an image has, and how that is told.
struct Deviation: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Code, layer, path, what the image has and what came out.
    let finding: String
    let spoil: @Sendable (inout LockedImage) -> Void

    private init(_ name: String, _ finding: String, spoil: @escaping @Sendable (inout LockedImage) -> Void) {
        testDescription = name
        self.finding = finding
        self.spoil = spoil
    }

    static let all: [Deviation] = [
        Deviation(
            "another content",
            "reproduce-content base usr/bin/tool: 7 bytes, 1310ca2c8932 → 7 bytes, 701528986bbd; first at byte 3: 0x67 → 0x47"
        ) { $0["base"].edit("usr/bin/tool") { $0.content = "proGram" } },
        Deviation(
            "a longer content, and other entries after it",
            "reproduce-content base etc/passwd: 26 bytes, … → 27 bytes, …; first at byte 26: the end → 0x78; "
                + "likely a package's script that asks for the time, for chance or for the machine, and 1 more entries"
        ) {
            $0["base"].edit("etc/passwd") { $0.content += "x" }
            $0["base"].edit("mnt") { $0.time = 7 }
        },
        Deviation(
            "bytecode of another Python",
            "reproduce-content base usr/lib/python3/__pycache__/module.cpython-311.pyc: 4 bytes, … → 4 bytes, …; "
                + "first at byte 0: 0x63 → 0x43; likely another Python that compiled it"
        ) { $0["base"].edit("usr/lib/python3/__pycache__/module.cpython-311.pyc") { $0.content = "Code" } },
        Deviation(
            "another build of the program",
            "reproduce-content runtime opt/rt/bin/imagesmith-runtime: 7 bytes, … → 6 bytes, …; "
                + "first at byte 6: 0x6d → the end; likely another build of the runtime's program"
        ) { $0["runtime"].edit("opt/rt/bin/imagesmith-runtime") { $0.content = "progra" } },
        Deviation("another time", "reproduce-time base mnt: 0 → 5") { $0["base"].edit("mnt") { $0.time = 5 } },
        Deviation(
            "another mode", "reproduce-attributes base mnt: mode 0755, owner 0:0 → mode 0700, owner 0:0"
        ) { $0["base"].edit("mnt") { $0.mode = "0000700" } },
        Deviation(
            "another target",
            "reproduce-attributes base bin: mode 0777, owner 0:0, target usr/bin → mode 0777, owner 0:0, target usr/sbin"
        ) { $0["base"].edit("bin") { $0.link = "usr/sbin" } },
        Deviation("another kind", "reproduce-attributes base mnt: a directory → a symbolic link") {
            $0["base"].edit("mnt") { $0 = .link("mnt", "media") }
        },
        Deviation(
            "a missing path", "reproduce-paths base mnt: a directory → nothing"
        ) { $0["base"].remove("mnt") },
        Deviation("a missing path at the end", "reproduce-paths files srv/link: a symbolic link → nothing") {
            $0["files"].remove("srv/link")
        },
        Deviation("an added path", "reproduce-paths files srv/more: nothing → a file") {
            $0["files"].entries.append(.file("srv/more"))
        },
        Deviation(
            "another order",
            "reproduce-order libraries etc/ld.so.cache: entry 0 of the archive → etc/ld.so.conf.d/own.conf in that place, "
                + "and 1 more entries"
        ) { $0["libraries"].entries.swapAt(0, 1) },
        Deviation(
            "another spelling of the archive",
            "reproduce-archive libraries -: the same entries → the same entries, written in another way"
        ) { $0["libraries"].edit("etc/ld.so.cache") { $0.path = "./etc/ld.so.cache" } },
        Deviation(
            "another annotation of a layer",
            "reproduce-manifest model -: dev.imagesmith.layer.path=nothing → dev.imagesmith.layer.path=\"x\""
        ) { $0["model"].annotations["dev.imagesmith.layer.path"] = "x" },
    ]
}
