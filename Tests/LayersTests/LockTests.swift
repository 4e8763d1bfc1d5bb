import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct LockTests {
    private static func sample(_ fixture: StoreFixture) throws -> Lock {
        try fixture.write([("motd", "hello\n")])
        let files = try FilesLock(
            locking: RecipeSample.parse(RecipeSample.full).layers[4].source.fileRecipes(in: fixture.directory),
            layer: "files", from: fixture.directory)
        let layers = [
            try fixture.model("model", files: [("b", "2"), ("a", "1")], compression: .zstd),
            LockedLayer(name: "files", request: Digest(of: [1]), compression: .none, content: .files(files)),
        ]
        return fixture.lock(layers, recipe: try fixture.recipe())
    }

    @Test func `reads what it writes, byte for byte`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let lock = try Self.sample(fixture)
            let (file, again) = (directory.appending("sample.lock.json"), directory.appending("again"))
            try lock.write(to: file)
            let read = try Lock(contentsOf: file)
            #expect(read == lock)
            try read.write(to: again)
            #expect(try again.read(limit: 1 << 20) == file.read(limit: 1 << 20))
        }
    }

    @Test func `is JSON that people can diff`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let lock = fixture.lock(
                [
                    LockedLayer(
                        name: "files", request: Digest(of: [1]), compression: .none,
                        content: .files(
                            FilesLock(entries: [
                                .init(path: try TarPath("srv/x"), mode: 0o755, owner: .root, kind: .directory)
                            ])))
                ], recipe: try fixture.recipe())
            let expected = """
                {
                  "epoch": 1793491200,
                  "imagesmith": 1,
                  "layers": [
                    {
                      "compression": {
                        "codec": "none",
                        "level": 0
                      },
                      "content": {
                        "entries": [
                          {
                            "mode": "755",
                            "owner": "0:0",
                            "path": "srv/x"
                          }
                        ]
                      },
                      "kind": "files",
                      "name": "files",
                      "request": "sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
                    }
                  ],
                  "platform": "linux/amd64",
                  "recipe": "RECIPE"
                }

                """
            #expect(
                String(decoding: lock.json.indented(), as: UTF8.self)
                    == expected.replacing("RECIPE", with: try fixture.recipe().digest.description))
        }
    }

    @Test(arguments: [
        (#""imagesmith":1"#, #""imagesmith":2"#, "'imagesmith': the lock's version is not 1; lock the recipe anew"),
        (#""epoch":1793491200"#, #""epoch":-1"#, "'epoch': the time -1 is before 1970"),
        (#""platform":"linux/amd64""#, #""platform":"linux""#, "'platform': it is not os/architecture"),
        (#""epoch""#, #""future":1,"epoch""#, "'future' is not a known key"),
        (
            #""kind":"model""#, #""kind":"directory""#,
            "'layers[0].kind': it is not a kind of layer that a lock can hold"
        ),
        (#""name":"files""#, #""name":"model""#, "'layers': a layer's name stands twice"),
        (#""name":"files""#, #""name":"../../home""#, "'layers[1].name': '../../home' is not a layer's name"),
        (#""name":"files""#, #""name":"..""#, "'layers[1].name': '..' is not a layer's name"),
        (#""codec":"zstd""#, #""codec":"xz""#, "'layers[0].compression.codec': 'xz' is not a codec"),
        (#""level":3"#, #""level":99"#, "'layers[0].compression.level': 99 is not a level of zstd"),
        (#""wheels":[]"#, #""wheels":[],"x":1"#, "'layers[0].content.x' is not a known key"),
        (
            #""size":1,"source":"model/a""#, #""size":-1,"source":"model/a""#,
            "'layers[0].content.files[0].size': the size -1 is negative"
        ),
        (
            #""name":"a""#, #""name":"../a""#,
            "'layers[0].content.files[0].name': cannot put \"../a\" into an archive: the path has the component \"..\""
        ),
        (#""source":"model/a""#, #""from":"model/a""#, "'layers[0].content.files[0].from' is not a known key"),
        (#""mode":"600""#, #""mode":"+600""#, "'layers[1].content.entries[0].mode': it is not a mode in octal"),
        (#""mode":"600""#, #""mode":"99""#, "'layers[1].content.entries[0].mode': it is not a mode in octal"),
        (
            #""owner":"1000:1001""#, #""owner":"0:x:0""#,
            "'layers[1].content.entries[0].owner': it is not an owner as 0:0"
        ),
    ])
    func `names what is wrong in a lock`(part: String, replacement: String, message: String) throws {
        try withTemporaryDirectory { directory in
            let lock = try Self.sample(StoreFixture(in: directory))
            let text = String(decoding: lock.json.canonical(), as: UTF8.self)
            let changed = text.replacing(part, with: replacement)
            #expect(changed != text)
            let file = directory.appending("lock.json")
            try file.replace(with: Array(changed.utf8))
            let error = #expect(throws: LockError.self) { try Lock(contentsOf: file) }
            #expect(
                error?.description.hasPrefix("the lock \(file) is malformed: \(message)") == true,
                "\(String(describing: error))")
        }
    }

    @Test func `belongs to one recipe as it is now`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let file = directory.appending("sample.lock.json")
            let recipe = try fixture.recipe()
            #expect(throws: LockError.missing(file)) { try Lock(contentsOf: file, for: recipe) }
            #expect(
                LockError.missing("x.json").description
                    == "the lock x.json does not exist; make it with 'imagesmith lock RECIPE'")
            let layer = try fixture.model("files", files: [("a", "1")])
            try fixture.lock([layer], recipe: recipe).write(to: file)
            #expect(throws: Never.self) { try Lock(contentsOf: file, for: recipe) }
            let changed = try Recipe(parsing: recipe.text + [10], file: recipe.file)
            let error = #expect(throws: LockError.self) { try Lock(contentsOf: file, for: changed) }
            #expect(error == .otherRecipe(file, recipe: recipe.file, expected: changed.digest, actual: recipe.digest))
            #expect(
                error?.description
                    == "the lock \(file) was made from the recipe \(recipe.digest), but \(recipe.file) is "
                    + "\(changed.digest); run 'imagesmith lock \(recipe.file)'")
            try fixture.lock([fixture.model("other", files: [("a", "1")])], recipe: recipe).write(to: file)
            #expect(throws: LockError.otherLayers(file, expected: ["files"], actual: ["other"])) {
                try Lock(contentsOf: file, for: recipe)
            }
        }
    }

    @Test func `names an input's digest by all that the bytes depend on, and by nothing else`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let layer = try fixture.model("a", files: [("x", "1")])
            let renamed = LockedLayer(
                name: "b", request: Digest(of: [9]), compression: layer.compression, content: layer.content)
            #expect(layer.inputsDigest(epoch: 0) == renamed.inputsDigest(epoch: 0))
            let others = [
                layer.inputsDigest(epoch: 1),
                try fixture.model("a", files: [("x", "1")], compression: .zstd).inputsDigest(epoch: 0),
                try fixture.model("a", files: [("x", "2")]).inputsDigest(epoch: 0),
                try fixture.model("a", files: [("y", "1")]).inputsDigest(epoch: 0),
                try fixture.model("a", at: "opt/m", files: [("x", "1")]).inputsDigest(epoch: 0),
            ]
            #expect(Set(others + [layer.inputsDigest(epoch: 0)]).count == 6)
        }
    }
}

extension LayerRecipe.Source {
    /// The entries of a `files` layer, with their sources moved to `directory`.
    func fileRecipes(in directory: FilePath) -> [FileRecipe] {
        guard case .files(let files) = self else { return [] }
        return files.map { file in
            var content = file.content
            if case .source(let path) = content, let name = path.lastComponent {
                content = .source(directory.appending(name))
            }
            return FileRecipe(content: content, path: file.path, mode: file.mode, owner: file.owner)
        }
    }
}
