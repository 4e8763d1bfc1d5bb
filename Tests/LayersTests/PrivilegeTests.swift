import Archive
@testable import Layers
import OCI
import TestSupport
import Testing

/// What a recipe allows of files, and how its lock carries it on.
struct PrivilegeTests {
    private static let sample =
        RecipeSample.least + """

            privileges:
              /usr/bin/probe: [cap_net_raw, set-user-id]
              /usr/lib/xorg/Xorg.wrap: [set-group-id]

            """

    @Test func `are read by path`() throws {
        let recipe = try RecipeSample.parse(Self.sample)
        #expect(
            recipe.privileges.powers == [
                try TarPath("usr/bin/probe"): [.setUserID, .capability(13)],
                try TarPath("usr/lib/xorg/Xorg.wrap"): [.setGroupID],
            ])
        #expect(try RecipeSample.parse(RecipeSample.least).privileges == .none)
    }

    private func privileges(_ lock: Lock) -> JSON? {
        if case .object(let members) = lock.json { members["privileges"] } else { nil }
    }

    /// A change of the sample, and the sentence that it brings about.
    private static let faults: [(part: String, replacement: String, sentence: String)] = [
        (
            "[set-group-id]", "[setgid]",
            "11:29: at 'privileges./usr/lib/xorg/Xorg.wrap[0]' 'setgid' is no privilege: "
                + "set-user-id, set-group-id, device and capabilities as cap_net_raw are"
        ),
        (
            "[set-group-id]", "[device, device]",
            "11:37: at 'privileges./usr/lib/xorg/Xorg.wrap[1]' 'device' stands twice"
        ),
        (
            "[set-group-id]", "[]",
            "11:28: at 'privileges./usr/lib/xorg/Xorg.wrap' it allows nothing; take it out"
        ),
        (
            "[set-group-id]", "set-group-id",
            "11:28: at 'privileges./usr/lib/xorg/Xorg.wrap' a list is wanted, not the text 'set-group-id'"
        ),
        (
            "/usr/bin/probe", "usr/bin/probe",
            "10:3: at 'privileges' 'usr/bin/probe' is not an absolute path of the image"
        ),
        ("/usr/bin/probe", "/bin/probe", "10:3: at 'privileges' '/bin' is a link in Debian; write /usr/bin"),
        (
            "/usr/bin/probe", "/usr/../bin/probe",
            "10:3: at 'privileges' cannot put \"usr/../bin/probe\" into an archive: the path has the component \"..\""
        ),
        ("/usr/lib/xorg/Xorg.wrap", "/usr/bin/probe", "10:3: the key '/usr/bin/probe' stands twice"),
    ]

    @Test(arguments: faults.indices) func `name the line, the column and what is wrong`(_ index: Int) throws {
        let fault = Self.faults[index]
        let text = Self.sample.replacing(fault.part, with: fault.replacement)
        let error = #expect(throws: RecipeError.self) { try RecipeSample.parse(text) }
        #expect(error?.description == "recipes/sample.yaml:" + fault.sentence)
    }

    @Test func `are judged alike by the schema`() async throws {
        let texts = Self.faults.filter { !$0.replacement.contains("bin/probe") }.map {
            Self.sample.replacing($0.part, with: $0.replacement)
        }
        let judged = try await RecipeSchemaTests.judge([Self.sample] + texts)
        #expect(judged.map(\.isEmpty) == [true] + texts.map { _ in false })
    }

    @Test func `stand in the lock, and are no word in a lock of a recipe without`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let layer = LockedLayer(
                name: "files", request: Digest(of: [1]), compression: .none,
                content: .files(
                    FilesLock(entries: [.init(path: try TarPath("srv"), mode: 0o755, owner: .root, kind: .directory)])))
            let recipe = try RecipeSample.parse(Self.sample)
            let lock = Lock(
                recipe: recipe.digest, epoch: 0, platform: recipe.platform, privileges: recipe.privileges,
                layers: [layer])
            #expect(
                privileges(lock) == [
                    "/usr/bin/probe": ["cap_net_raw", "set-user-id"], "/usr/lib/xorg/Xorg.wrap": ["set-group-id"],
                ])
            #expect(try Lock(lock.json) == lock)
            let plain = fixture.lock([layer], recipe: try fixture.recipe())
            #expect(privileges(plain) == nil)
            #expect(
                LockChange.between(plain, lock).map(\.line) == [
                    "privileges: + /usr/bin/probe cap_net_raw set-user-id",
                    "privileges: + /usr/lib/xorg/Xorg.wrap set-group-id",
                ])
            for (path, words) in [("usr/bin/x", ["device"]), ("/usr/x", []), ("/usr/x", ["all"]), ("/", ["device"])] {
                guard case .object(var members) = lock.json else { continue }
                members["privileges"] = .object([path: .array(words.map { .string($0) })])
                #expect(throws: JSONError.self) { try Lock(.object(members)) }
            }
        }
    }
}
