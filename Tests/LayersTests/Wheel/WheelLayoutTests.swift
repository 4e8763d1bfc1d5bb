import Archive
import OCI
import SystemPackage
import Testing
import TestSupport

@testable import Layers

struct WheelLayoutTests {
    @Test func `lays a wheel out as the rules say`() async throws {
        try await withTemporaryDirectory { directory in
            var fixture = WheelFixture()
            fixture.files += [
                .init(name: "demo/tool", text: "binary", mode: 0o100775), .init(name: "demo/a,b.txt", text: "comma"),
                // Bits without the type of a file, as some build tools write them, make nothing executable.
                .init(name: "demo/typeless.py", text: "pass\n", mode: 0o777),
                .init(name: "demo/", text: "", mode: 0o040755, isRecorded: false),
                .init(name: "demo-1.0.data/scripts/run", text: "#!python -u\nprint()\n"),
                .init(name: "demo-1.0.data/scripts/sh", text: "#!/bin/sh\n"),
                .init(name: "demo-1.0.data/scripts/gui", text: "#!pythonw"),
                .init(name: "demo-1.0.data/scripts/own", text: "#!python3.9\n"),
                .init(name: "demo-1.0.data/data/share/demo/x", text: "x"),
                .init(name: "demo-1.0.data/headers/demo.h", text: "h"),
                .init(name: "demo-1.0.data/platlib/demo_extra.py", text: ""),
                .init(name: "demo-1.0.dist-info/INSTALLER", text: "pip\n"),
                .init(name: "demo-1.0.dist-info/direct_url.json", text: "{}"),
                .init(name: "demo-1.0.dist-info/RECORD.jws", text: "{}", isRecorded: false),
                .init(
                    name: "demo-1.0.dist-info/entry_points.txt",
                    text: "# c\n[console_scripts]\nDemo = demo.cli:App.main [extra]\n[other]\nx\n"),
            ]
            let entries = try await plan([fixture], in: directory)
            #expect(
                entries.map { "\(String($0.mode, radix: 8)) \($0.path)\($0.file == nil ? "/" : "")" } == [
                    "755 usr/", "755 usr/local/", "755 usr/local/bin/", "755 usr/local/bin/Demo",
                    "755 usr/local/bin/gui", "755 usr/local/bin/own",
                    "755 usr/local/bin/run", "755 usr/local/bin/sh", "755 usr/local/include/",
                    "755 usr/local/include/python3.11/", "755 usr/local/include/python3.11/demo/",
                    "644 usr/local/include/python3.11/demo/demo.h", "755 usr/local/lib/",
                    "755 usr/local/lib/python3.11/",
                    "755 usr/local/lib/python3.11/dist-packages/", "755 usr/local/lib/python3.11/dist-packages/demo/",
                    "755 usr/local/lib/python3.11/dist-packages/demo-1.0.dist-info/",
                    "644 usr/local/lib/python3.11/dist-packages/demo-1.0.dist-info/INSTALLER",
                    "644 usr/local/lib/python3.11/dist-packages/demo-1.0.dist-info/METADATA",
                    "644 usr/local/lib/python3.11/dist-packages/demo-1.0.dist-info/RECORD",
                    "644 usr/local/lib/python3.11/dist-packages/demo-1.0.dist-info/REQUESTED",
                    "644 usr/local/lib/python3.11/dist-packages/demo-1.0.dist-info/WHEEL",
                    "644 usr/local/lib/python3.11/dist-packages/demo-1.0.dist-info/entry_points.txt",
                    "644 usr/local/lib/python3.11/dist-packages/demo/__init__.py",
                    "644 usr/local/lib/python3.11/dist-packages/demo/a,b.txt",
                    "755 usr/local/lib/python3.11/dist-packages/demo/tool",
                    "644 usr/local/lib/python3.11/dist-packages/demo/typeless.py",
                    "644 usr/local/lib/python3.11/dist-packages/demo_extra.py", "755 usr/local/share/",
                    "755 usr/local/share/demo/", "644 usr/local/share/demo/x",
                ])
            let texts = try Dictionary(
                uniqueKeysWithValues: entries.compactMap { entry in
                    try entry.file.map { (entry.path.description, try $0.text()) }
                })
            #expect(texts["usr/local/bin/run"] == "#!/usr/bin/python3.11 -u\nprint()\n")
            #expect(texts["usr/local/bin/gui"] == "#!/usr/bin/python3.11")
            #expect(texts["usr/local/bin/sh"] == "#!/bin/sh\n")
            #expect(texts["usr/local/bin/own"] == "#!python3.9\n")
            #expect(
                texts["usr/local/bin/Demo"] == """
                    #!/usr/bin/python3.11
                    import sys

                    from demo.cli import App

                    if __name__ == "__main__":
                        sys.exit(App.main())

                    """)
            let notes = "usr/local/lib/python3.11/dist-packages/demo-1.0.dist-info/"
            #expect(texts[notes + "INSTALLER"] == "imagesmith\n")
            #expect(texts[notes + "REQUESTED"] == "")
            #expect(
                texts[notes + "RECORD"] == """
                    ../../../bin/Demo,sha256=\(hash(texts["usr/local/bin/Demo"])),112
                    ../../../bin/gui,sha256=\(hash("#!/usr/bin/python3.11")),21
                    ../../../bin/own,sha256=\(hash("#!python3.9\n")),12
                    ../../../bin/run,sha256=\(hash("#!/usr/bin/python3.11 -u\nprint()\n")),33
                    ../../../bin/sh,sha256=\(hash("#!/bin/sh\n")),10
                    ../../../include/python3.11/demo/demo.h,sha256=\(hash("h")),1
                    ../../../share/demo/x,sha256=\(hash("x")),1
                    demo-1.0.dist-info/INSTALLER,sha256=\(hash("imagesmith\n")),11
                    demo-1.0.dist-info/METADATA,sha256=\(hash(texts[notes + "METADATA"])),58
                    demo-1.0.dist-info/RECORD,,
                    demo-1.0.dist-info/REQUESTED,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
                    demo-1.0.dist-info/WHEEL,sha256=\(hash(fixture.wheel)),75
                    demo-1.0.dist-info/entry_points.txt,sha256=\(hash(texts[notes + "entry_points.txt"])),65
                    demo/__init__.py,sha256=\(hash("answer = 42\n")),12
                    "demo/a,b.txt",sha256=\(hash("comma")),5
                    demo/tool,sha256=\(hash("binary")),6
                    demo/typeless.py,sha256=\(hash("pass\n")),5
                    demo_extra.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0

                    """)
            for entry in entries {
                guard let file = entry.file else { continue }
                let text = try file.text()
                #expect(file.size == Int64(text.utf8.count) && file.digest == Digest(of: text.utf8))
            }
        }
    }

    private func hash(_ text: String?) -> String { WheelRecord.encode(Digest(of: (text ?? "absent").utf8)) }

    @Test func `marks as requested only what was asked for by name`() async throws {
        try await withTemporaryDirectory { directory in
            let entries = try await plan(
                [WheelFixture(), WheelFixture(name: "dependency", files: [])], requested: ["demo"], in: directory)
            let marks = entries.filter { $0.path.name == Array("REQUESTED".utf8) }.map(\.path.description)
            #expect(marks == ["usr/local/lib/python3.11/dist-packages/demo-1.0.dist-info/REQUESTED"])
        }
    }

    @Test(arguments: [
        ("[console_scripts]\nflask = flask.cli:main", ["flask|flask.cli|main"]),
        ("[gui_scripts]\r\n  a b = m:o.p  [x,y]\r\n; c\r\n[console_scripts]\nA=m:f", ["a b|m|o.p", "A|m|f"]),
        ("", []), ("[plugins]\nx: y\nz = evil()", []),
    ])
    func `reads entry points`(text: String, expected: [String]) throws {
        let scripts = try EntryPoints(parsing: text).scripts
        #expect(scripts.map { "\($0.name)|\($0.module)|\($0.object)" } == expected)
    }

    @Test(arguments: [
        ("a = b:c", WheelFault.entryPointLine(1)), ("[console_scripts\n", .entryPointLine(1)),
        ("[console_scripts]\na: b\n", .entryPointLine(2)), ("[console_scripts]\na = b\n", .entryPoint("a = b")),
        ("[console_scripts]\n../x = b:c\n", .entryPoint("../x = b:c")),
        ("[console_scripts]\n.. = b:c\n", .entryPoint(".. = b:c")),
        ("[console_scripts]\na = b:c;import os\n", .entryPoint("a = b:c;import os")),
        ("[console_scripts]\na = b.:c\n", .entryPoint("a = b.:c")),
        ("[console_scripts]\n = b:c\n", .entryPoint("= b:c")),
        ("[console_scripts]\na = b:c\na = b:d\n", .entryPoint("a = b:d")),
    ])
    func `refuses entry points`(text: String, expected: WheelFault) {
        #expect(throws: expected) { try EntryPoints(parsing: text) }
    }

    @Test func `takes one member out of a wheel and checks it`() async throws {
        try await withTemporaryDirectory { directory in
            var fixture = WheelFixture()
            fixture.files.append(.init(name: "demo/model.onnx", text: "weights", mode: 0o100755))
            let made = try await fixture.make(in: directory)
            let member = try WheelMember(wheel: made.path, member: "demo/model.onnx")
            #expect(member.file.size == 7)
            #expect(member.file.digest == Digest(of: "weights".utf8))
            #expect(try member.file.text() == "weights")
            #expect(member.isExecutable)
            #expect(throws: WheelError.wheel(fixture.fileName, .noMember("demo/other"))) {
                try WheelMember(wheel: made.path, member: "demo/other")
            }
            let other = Digest(of: "others".utf8)
            fixture.edits = [(WheelRecord.encode(Digest(of: "weights".utf8)), WheelRecord.encode(other))]
            let broken = try WheelMember(wheel: try await fixture.make(in: directory).path, member: "demo/model.onnx")
            let expected = WheelFault.digest(
                try TarPath("demo/model.onnx"), recorded: other, actual: Digest(of: "weights".utf8))
            #expect(throws: WheelError.wheel(fixture.fileName, expected)) { try broken.file.content { _ in } }
        }
    }
}
