import Archive
import Layers
import OCI
import Testing

struct LayerPlanTests {
    private static func entry(_ path: String, _ kind: TarEntry.Kind = .file(size: 0)) throws -> LayerEntry {
        LayerEntry(try TarEntry(path: TarPath(path), kind: kind, mode: 0o600, modified: 7))
    }

    @Test func `sorts by bytes and adds the directories above`() throws {
        let plan = try LayerPlan(
            [Self.entry("b/c/d"), Self.entry("a.b"), Self.entry("a/x"), Self.entry("b", .directory), Self.entry("é")],
            epoch: 9)
        let lines = plan.entries.map { "\($0.tar.path) \(String($0.tar.mode, radix: 8)) \($0.tar.modified)" }
        #expect(lines == ["a 755 9", "a.b 600 7", "a/x 600 7", "b 600 7", "b/c 755 9", "b/c/d 600 7", "é 600 7"])
        let directories = plan.entries.filter { $0.tar.kind == .directory }.map(\.tar.path.description)
        #expect(directories == ["a", "b", "b/c"])
        // A header a piece, a PAX record for what is not ASCII, and two blocks of nothing at the end.
        #expect(plan.tarSize == 7 * 512 + 1024 + 1024)
        #expect(try LayerPlan([], epoch: 0).entries.isEmpty)
    }

    @Test func `refuses a path that stands twice and a file with something below it`() throws {
        let twice = [try Self.entry("a/b"), try Self.entry("a/b", .directory)]
        let error = #expect(throws: ComposeError.self) { try LayerPlan(twice, epoch: 0) }
        #expect(error == .duplicatePath(try TarPath("a/b")))
        #expect(error?.description == "two sources put something at /a/b")
        for kind in [TarEntry.Kind.file(size: 0), .symbolicLink(target: Array("x".utf8))] {
            let below = [try Self.entry("a", kind), try Self.entry("a/b/c")]
            let error = #expect(throws: ComposeError.self) { try LayerPlan(below, epoch: 0) }
            #expect(error == .notADirectory(try TarPath("a"), below: try TarPath("a/b/c")))
            #expect(error?.description == "/a is not a directory, but /a/b/c lies below it")
        }
    }
}
