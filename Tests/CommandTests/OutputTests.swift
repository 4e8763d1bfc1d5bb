import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// Programs get one JSON document on stdout, people get text.
    struct OutputTests {
        @Test func `inspects an image as one document`() async throws {
            let image = try await CPUImage.shared
            let document = try await image.imagesmith.json("inspect", CPUImage.tag)
            #expect(
                document.keys == [
                    "annotations", "chainID", "config", "digest", "layers", "mediaType", "referrers", "smoke",
                ])
            #expect(document["digest"]?.text == image.digest)
            #expect(document["mediaType"] == "application/vnd.oci.image.manifest.v1+json")
            #expect(document["annotations"]?["org.opencontainers.image.title"] == "ocr-sentiment")
            #expect(document["annotations"]?["org.opencontainers.image.version"] == "1.0.0")
            #expect(document["config"]?["config"]?["User"] == "1000:1000")
            #expect(document["config"]?["created"] == "2026-11-01T00:00:00Z")
            for member in ["name", "digest", "diffID", "size"] {
                #expect(
                    document["layers"]?.elements.map { $0[member] }
                        == image.document["layers"]?.elements.map { $0[member] })
            }
            #expect(
                document["referrers"]?.texts("artifactType") == [
                    "application/vnd.dev.imagesmith.recipe.v1+yaml", "application/vnd.dev.imagesmith.lock.v1+json",
                    "application/vnd.dev.imagesmith.smoke.plan.v1+json",
                    "application/vnd.dev.imagesmith.smoke.report.v1+json",
                ])
            #expect(document["smoke"]?.elements == [image.document["smoke"] ?? .null])
        }

        @Test func `tells what an image stores twice, for programs and for people`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                let image = "@\(small.candidate)"
                let digest = Digest(of: "a note\n".utf8)
                let report = try await small.imagesmith.json(
                    "inspect", image, "--duplicates", "--duplicate-size", "1")["duplicates"]
                func file(_ layer: String, _ path: String) -> JSON {
                    [
                        "layer": .string(layer), "path": .string(path), "size": 7,
                        "digest": .string(digest.description),
                    ]
                }
                #expect(
                    report == [
                        "smallest": 1, "savable": 7,
                        "equal": [
                            [
                                "savable": 7,
                                "files": [file("notes", "opt/note.txt"), file("more", "opt/more.txt")],
                            ]
                        ],
                        "hidden": [], "libraries": [],
                    ])
                let told = try await small.imagesmith(
                    "inspect", image, "--duplicates", "--duplicate-size", "1")
                #expect(
                    told.text.hasSuffix(
                        """
                        savable   7 B of content
                        equal     2 × 7 B, \(digest)
                                  notes: /opt/note.txt
                                  more: /opt/more.txt

                        """))
                let standard = try await small.imagesmith("inspect", image, "--duplicates")
                #expect(standard.text.hasSuffix("savable   0 B of content\n"))
                #expect(try await small.imagesmith("inspect", image, "--duplicate-size", "1").status == 64)
                #expect(
                    try await small.imagesmith("inspect", image, "--duplicates", "--duplicate-size", "0").status == 64)
            }
        }

        @Test func `lists the store as one document`() async throws {
            let image = try await CPUImage.shared
            let document = try await image.imagesmith.json("ls")
            let layers = image.document["layers"]?.elements ?? []
            #expect(
                document == [
                    "store": .string(image.imagesmith.store.string),
                    "images": [
                        [
                            "tag": .string(CPUImage.tag), "digest": .string(image.digest), "platform": "linux/amd64",
                            "size": .integer(layers.reduce(0) { $0 + ($1["size"]?.integer ?? 0) }),
                        ]
                    ],
                ])
        }

        @Test(arguments: [
            ["inspect", CPUImage.tag], ["ls"], ["verify", CPUImage.tag], ["diff", CPUImage.tag, CPUImage.tag],
        ]
        )
        func `prints one JSON document and nothing else`(_ arguments: [String]) async throws {
            let outcome = try await CPUImage.shared.imagesmith.run(arguments + ["--json"])
            #expect(outcome.status == 0)
            // A second document or a stray line would be trailing bytes.
            #expect(try outcome.document.keys.isEmpty == false)
            #expect(outcome.errorText == "")
        }

        @Test func `prints what was built as one document and tells of nothing beside`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                for arguments in [["lock", small.recipe.string], ["build", small.recipe.string, "--candidate"]] {
                    let outcome = try await small.imagesmith.run(arguments + ["--json"])
                    #expect(outcome.status == 0)
                    #expect(try outcome.document.keys.isEmpty == false)
                    #expect(outcome.errorText == "")
                }
            }
        }

        @Test func `tells people results on stdout and progress on stderr`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                let outcome = try await small.imagesmith("build", small.recipe.string, "--candidate")
                #expect(
                    outcome.text == """
                        image \(small.candidate)
                        a candidate: no smoke test ran, so it has no tag

                        """)
                #expect(outcome.errorText.contains("==> read\n"))
                #expect(outcome.errorText.contains("    cached    notes  "))
                #expect(outcome.errorText.contains("imagesmith smoke @\(small.candidate) -t NAME:TAG\n"))
                #expect(!outcome.errorText.contains("\u{1b}"))
            }
        }

        @Test(arguments: [(nil, true), ("1", false), ("", true)] as [(String?, Bool)])
        func `colours a terminal unless NO_COLOR is set`(_ value: String?, isColoured: Bool) async throws {
            try await withTemporaryDirectory { directory in
                let program = try Setting.program
                // script(1) is a terminal to the command that it runs.
                let outcome = try await Tool("script", package: "bsdutils").run(
                    ["-qec", "'\(program)' ls --store '\(directory)'", "/dev/null"], environment: ["NO_COLOR": value])
                #expect(outcome.status == 2)
                #expect(outcome.text.contains("\u{1b}[1;31merror:\u{1b}[0m") == isColoured, "\(outcome.text)")
                #expect(outcome.text.contains("is not an OCI image layout"))
            }
        }
    }
}
