@testable import ELF
import Testing

/// What paths of an image lead to, for whoever runs a program of it.
struct TreePlaceTests {
    private static func layer(
        _ entries: [(String, LayerLibraries.Kind, String)], keeping texts: Set<TreePath> = []
    ) throws -> LayerLibraries {
        var layer = LayerLibraries(keeping: texts)
        for (path, kind, content) in entries {
            layer.begin(kind, at: try TreePath(path.utf8))
            // In pieces: a line may come in two.
            for byte in content.utf8 { withUnsafeBytes(of: byte) { layer.content($0) } }
        }
        let wantsMore = layer.finish()
        #expect(!wantsMore)
        return layer
    }

    private static func script(_ text: String, mode: UInt16 = 0o755) -> (LayerLibraries.Kind, String) {
        (.file(size: Int64(text.utf8.count), mode: mode), text)
    }

    private static func tree() throws -> LibraryTree {
        let (kind, text) = script("#!/bin/sh -e\necho\n")
        let (plain, _) = script(text, mode: 0o644)
        var tree = LibraryTree()
        tree.add(
            try layer([
                ("usr/bin/run", kind, text), ("usr/bin/data", plain, text),
                ("bin", .symbolicLink(target: Array("usr/bin".utf8)), ""),
                ("usr/bin/twice", .hardLink(target: TreePath("usr/bin/run".utf8)), ""), ("dev/null", .other, ""),
                ("usr/bin/gone", kind, text),
            ]))
        tree.add(try layer([("usr/bin/.wh.gone", .file(size: 0), ""), ("opt/tool", kind, text)]))
        return tree
    }

    @Test(arguments: [
        ("/usr/bin/run", "", "/usr/bin/run in layer 0, 755, script '/bin/sh -e'"),
        ("/bin/run", "", "/usr/bin/run in layer 0, 755, script '/bin/sh -e'"),
        ("bin/../bin/twice", "", "/usr/bin/twice in layer 0, 755, script '/bin/sh -e'"),
        ("run", "/bin", "/usr/bin/run in layer 0, 755, script '/bin/sh -e'"),
        ("/opt/tool", "/nowhere", "/opt/tool in layer 1, 755, script '/bin/sh -e'"),
        ("/usr/bin/data", "", "/usr/bin/data in layer 0, 644, something else"),
        ("/usr/bin", "", "a directory"), ("/dev/null", "", "something else"), ("/usr/bin/gone", "", "nothing"),
        ("run", "/nowhere", "nothing"), ("/usr/bin/run/more", "", "nothing"),
    ])
    func `a path leads where the kernel would go`(_ path: String, _ directory: String, _ expected: String) throws {
        let text =
            switch try Self.tree().place(of: path.utf8, from: directory.utf8) {
            case .nothing: "nothing"
            case .directory: "a directory"
            case .other: "something else"
            case .file(let file):
                "\(String(decoding: file.path, as: UTF8.self)) in layer \(file.layer), \(String(file.mode, radix: 8)), "
                    + Self.words(file.content)
            }
        #expect(text == expected)
    }

    private static func words(_ content: FileContent) -> String {
        if case .script(let line) = content {
            "script '\(String(decoding: line, as: UTF8.self))'"
        } else {
            "something else"
        }
    }

    @Test func `of a script's first line what the kernel reads is kept`() throws {
        let long = "#!" + String(repeating: "x", count: 1000)
        var tree = LibraryTree()
        tree.add(try Self.layer([("s", .file(size: 1002, mode: 0o755), long)]))
        guard case .file(let file) = tree.place(of: "s".utf8), case .script(let line) = file.content else {
            Issue.record("there is no script")
            return
        }
        #expect(line.count == 254)
    }

    @Test func `directories come with their names, in order`() throws {
        var found: [String] = []
        try Self.tree().forEachDirectory { path, names in
            let text = names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            found.append("\(String(decoding: path, as: UTF8.self)): \(text)")
        }
        #expect(found == [": bin dev opt usr", "/usr/bin: data run twice"])
    }
}
