@testable import ELF
import TestSupport
import Testing

struct LibraryNeedsTests {
    private static func object(
        _ soname: String?, _ needed: [String] = [], rPath: String? = nil, runPath: String? = nil,
        _ change: (inout ObjectFile) -> Void = { _ in }
    ) -> TreeFixture.Content {
        var file = ObjectFile(soname, needed: needed)
        file.rPath = rPath
        file.runPath = runPath
        change(&file)
        return .file(file.bytes)
    }

    /// What is wrong, a line each.
    private static func faults(_ entries: [(String, TreeFixture.Content)], libraryPath: String = "") throws -> [String]
    {
        let tree = try TreeFixture(entries).tree()
        return LibraryNeeds(of: tree, libraryPath: Array(libraryPath.utf8)).faults.map { fault in
            let path = String(decoding: fault.path, as: UTF8.self)
            return switch fault.reason {
            case .missing(let name): "\(path): \(name)"
            case .unreachable(let name, let place): "\(path): \(name) at \(String(decoding: place, as: UTF8.self))"
            case .interpreter(let name): "\(path): interpreter \(name)"
            case .malformed(let fault): "\(path): \(fault)"
            }
        }
    }

    @Test func `a library in no layer is missing, and one elsewhere is unreachable`() throws {
        #expect(
            try Self.faults([
                ("usr/lib/libc.so.6", Self.object("libc.so.6")), ("opt/lib/libx.so.1.2", Self.object("libx.so.1")),
                ("usr/bin/program", Self.object(nil, ["libc.so.6", "libx.so.1", "libgone.so.3"])),
            ]) == [
                "usr/bin/program: libx.so.1 at /opt/lib/libx.so.1.2", "usr/bin/program: libgone.so.3",
            ])
    }

    /// Each finds libx.so.1, which lies in /opt/x.
    private static let ways: [(name: String, entries: [(String, TreeFixture.Content)], libraryPath: String)] = [
        ("DT_RPATH", [("usr/bin/p", object(nil, ["libx.so.1"], rPath: "/nowhere:/opt/x"))], ""),
        ("DT_RUNPATH", [("usr/bin/p", object(nil, ["libx.so.1"], runPath: "/opt/x"))], ""),
        ("$ORIGIN", [("opt/app/p", object(nil, ["libx.so.1"], runPath: "$ORIGIN/../x"))], ""),
        ("${ORIGIN}", [("opt/app/p", object(nil, ["libx.so.1"], rPath: "${ORIGIN}/../x"))], ""),
        ("a path", [("usr/bin/p", object(nil, ["/opt/x/libx.so.1"]))], ""),
        ("a path from $ORIGIN", [("opt/bin/p", object(nil, ["$ORIGIN/../x/libx.so.1"]))], ""),
        ("LD_LIBRARY_PATH", [("usr/bin/p", object(nil, ["libx.so.1"]))], "/a:/opt/x"),
        ("a link", [("usr/bin/p", object(nil, ["libx.so.1"])), ("usr/lib/libx.so.1", .link("/opt/x/libx.so.1"))], ""),
        (
            "a loader's DT_RPATH",
            [
                ("usr/bin/p", object(nil, ["liby.so.1"], rPath: "/opt/x")),
                ("opt/x/liby.so.1", object("liby.so.1", ["libx.so.1"])),
            ], ""
        ),
        (
            "a loader that needs both",
            [
                ("usr/bin/p", object(nil, ["libx.so.1", "liby.so.1"], runPath: "/opt/x")),
                ("opt/x/liby.so.1", object("liby.so.1", ["libx.so.1"])),
            ], ""
        ),
    ]

    @Test(arguments: ways.indices)
    func `a library is found by every way that the loader knows`(index: Int) throws {
        let way = Self.ways[index]
        let library = ("opt/x/libx.so.1", Self.object("libx.so.1"))
        #expect(try Self.faults(way.entries + [library], libraryPath: way.libraryPath) == [], "\(way.name)")
        #expect(try !Self.faults(way.entries, libraryPath: way.libraryPath).isEmpty, "\(way.name) without the library")
    }

    @Test func `the cache counts as it lies in the image`() throws {
        var entries: [(String, TreeFixture.Content)] = [
            ("etc/ld.so.conf", .file(Array("/opt/x\n".utf8))), ("opt/x/libx.so.1", Self.object("libx.so.1")),
            ("usr/bin/p", Self.object(nil, ["libx.so.1"])),
        ]
        #expect(try Self.faults(entries) == ["usr/bin/p: libx.so.1 at /opt/x/libx.so.1"])
        let cache = LibraryCache(of: try TreeFixture(entries).tree()).file(generator: "test")
        entries.append(("etc/ld.so.cache", .file(cache)))
        #expect(try Self.faults(entries) == [])
    }

    @Test func `a DT_RUNPATH takes the meaning from a DT_RPATH, and a library of another processor is none`() throws {
        #expect(
            try Self.faults([
                ("opt/x/libx.so.1", Self.object("libx.so.1")),
                ("usr/bin/p", Self.object(nil, ["libx.so.1"], rPath: "/opt/x", runPath: "/opt/y")),
                ("usr/lib/libz.so.1", Self.object("libz.so.1") { $0.machine = 183 }),
                ("usr/bin/q", Self.object(nil, ["libz.so.1"])),
                ("usr/bin/arm", Self.object(nil, ["libnone.so"]) { $0.machine = 183 }),
            ]) == ["usr/bin/p: libx.so.1 at /opt/x/libx.so.1", "usr/bin/q: libz.so.1"])
    }

    @Test func `an object that refuses the default directories does not find there`() throws {
        #expect(
            try Self.faults([
                ("usr/lib/libx.so.1", Self.object("libx.so.1")),
                ("usr/bin/p", Self.object(nil, ["libx.so.1"]) { $0.flags = 0x800 }),
            ]) == ["usr/bin/p: libx.so.1 at /usr/lib/libx.so.1"])
    }

    @Test func `the driver's libraries are not looked for`() throws {
        #expect(
            try Self.faults([
                (
                    "usr/lib/libx.so",
                    Self.object(nil, ["libcuda.so.1", "libnvidia-ml.so.1", "libnvcuvid.so.1", "libcudart.so.12"])
                )
            ]) == ["usr/lib/libx.so: libcudart.so.12"])
    }

    @Test func `a program without its interpreter and an object without sense are told`() throws {
        #expect(
            try Self.faults([
                ("usr/bin/p", Self.object(nil) { $0.interpreter = "/lib/ld-musl-x86_64.so.1" }),
                ("usr/lib/bad.so", Self.object(String(repeating: "n", count: 2000))),
            ]) == [
                "usr/bin/p: interpreter /lib/ld-musl-x86_64.so.1",
                "usr/lib/bad.so: a name in its dynamic section is empty, too long or without an end",
            ])
    }

    @Test func `later layers hide what whiteouts and other entries take away`() throws {
        var tree = LibraryTree()
        tree.add(
            try TreeFixture([
                ("usr/lib/libx.so.1", Self.object("libx.so.1")), ("usr/lib/liby.so.1", Self.object("liby.so.1")),
                ("opt/z/libz.so.1", Self.object("libz.so.1")), ("opt/w/libw.so.1", Self.object("libw.so.1")),
                (
                    "usr/bin/p",
                    Self.object(nil, ["libx.so.1", "liby.so.1", "libz.so.1", "libw.so.1"], rPath: "/opt/z:/opt/w")
                ),
            ]).layer())
        #expect(LibraryNeeds(of: tree).faults == [])
        tree.add(
            try TreeFixture([
                ("usr/lib/.wh.libx.so.1", .file([])), ("opt/z/.wh..wh..opq", .file([])), ("opt/w", .link("/nowhere")),
                ("usr/lib/new.so", Self.object(nil, ["libnew.so"])),
            ]).layer())
        let faults = LibraryNeeds(of: tree).faults
        #expect(
            faults.map { String(decoding: $0.path, as: UTF8.self) } == [
                "usr/bin/p", "usr/bin/p", "usr/bin/p", "usr/lib/new.so",
            ])
        #expect(faults.map(\.layer) == [0, 0, 0, 1])
    }

    @Test func `no more faults are told than the limit`() throws {
        let needed = (0..<300).map { "libnone\($0).so" }
        let needs = LibraryNeeds(of: try TreeFixture([("usr/lib/libx.so", Self.object(nil, needed))]).tree())
        #expect(needs.faults.count == LibraryNeeds.limit)
        #expect(needs.isCutShort)
        let files = (0..<20).map { ("usr/lib/lib\($0).so", Self.object(nil, ["libnone.so"])) }
        let same = LibraryNeeds(of: try TreeFixture(files).tree())
        #expect(same.faults.count == LibraryNeeds.limitOfOne)
        #expect(!same.isCutShort)
    }
}
