import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// What a build would do, told without doing it.
    struct PlanTests {
        @Test func `tells what has to be composed, what the store holds, and what would be fetched`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                let note: JSON = [
                    "name": "note.txt", "digest": .string(Digest(of: "a note\n".utf8).description), "size": 7,
                    "here": true,
                ]
                func layer(_ name: String, _ more: [String: JSON]) -> JSON {
                    .object(
                        [
                            "name": .string(name), "kind": "files", "compression": "zstd 1.5.4 level 3",
                            "sources": ["this machine"], "inputs": [note],
                        ].merging(more) { $1 })
                }
                let held = try #require(
                    try await small.imagesmith.json("build", small.recipe.string, "--candidate")["layers"]?.elements)
                let smoke: JSON = [
                    "device": "cpu",
                    "tests": [["name": "runs", "kind": "run", "device": "cpu", "timeout": 120]],
                ]
                let plan = try await small.imagesmith.json("plan", small.recipe.string)
                #expect(
                    plan == [
                        "recipe": .string(try Digest(ofFile: small.recipe).description), "name": "small",
                        "version": "1.0.0", "platform": "linux/amd64",
                        "layers": .array(
                            zip(["notes", "more"], held).map { name, held in
                                layer(
                                    name,
                                    [
                                        "state": "cached", "digest": held["digest"] ?? .null,
                                        "size": held["size"] ?? .null,
                                    ])
                            }),
                        "fetch": 0,
                        "duplicates": [
                            "savable": 7,
                            "inputs": [
                                [
                                    "kind": "file", "name": "note.txt", "digest": note["digest"] ?? .null, "size": 7,
                                    "savable": 7,
                                    "places": [
                                        ["layer": "notes", "path": "opt/note.txt"],
                                        ["layer": "more", "path": "opt/more.txt"],
                                    ],
                                ]
                            ],
                        ],
                        "tags": ["small:1"], "smoke": smoke,
                    ])
                let elsewhere = directory.appending("elsewhere")
                let fresh = try await small.imagesmith.json(
                    "plan", small.recipe.string, "--store", elsewhere.string, "--cache", elsewhere.string)
                #expect(
                    fresh["layers"] == [layer("notes", ["state": "compose"]), layer("more", ["state": "compose"])])
                #expect(try elsewhere.status() == nil, "a plan makes nothing")
            }
        }

        @Test func `counts an input of a wheel's index as to be fetched`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let empty = directory.appending("empty").string
                let plan = try await image.imagesmith.json(
                    "plan", image.recipe.string, "--lock", image.lock.string, "--store", empty, "--cache", empty)
                let remote = (plan["layers"]?.elements ?? []).flatMap { $0["inputs"]?.elements ?? [] }
                    .filter { $0["here"] == false }
                #expect(remote.count > 90)
                #expect(plan["fetch"]?.integer == remote.reduce(0) { $0 + ($1["size"]?.integer ?? 0) })
                #expect(plan["tags"] == .array([.string(CPUImage.tag)]))
            }
        }

        @Test func `a tag that is not true is refused before anything is written`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                let sentence =
                    "imagesmith: error: the tag 'small:cuda11.8' says 'cuda11.8', but the layers hold no such thing; "
                    + "a tag tells the truth\n"
                let (lock, index) = (try Digest(ofFile: small.lock), small.imagesmith.store.appending("index.json"))
                let entries = try Digest(ofFile: index)
                let built = try await small.imagesmith("build", small.recipe.string, "-t", "small:cuda11.8")
                #expect(built.status == 2)
                #expect(built.errorText.hasSuffix(sentence))
                try small.write(SmallRecipe.text.replacing("small:1", with: "small:cuda11.8"))
                let locked = try await small.imagesmith("lock", small.recipe.string)
                #expect(locked.status == 2)
                #expect(locked.errorText.hasSuffix(sentence))
                #expect(try Digest(ofFile: small.lock) == lock)
                #expect(try Digest(ofFile: index) == entries)
            }
        }
    }
}
