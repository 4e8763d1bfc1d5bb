import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// Tags that go back, tags that go, and what is collected then.
    struct StoreTests {
        /// A store with small images: `v:1` stood for each but the last of `images` before it stands for that.
        private struct Sample {
            let imagesmith: Imagesmith
            let layout: ImageLayout
            let images: [Descriptor]

            init(in directory: FilePath) throws {
                let store = directory.appending("store")
                let layout = try ImageLayout(creatingAt: store)
                imagesmith = try Imagesmith(store: store, cache: directory.appending("cache"))
                images = try (0..<3).map { number in
                    let layer = try layout.write(Array("layer \(number)".utf8), as: .layer)
                    let config = ImageConfig(
                        created: nil, platform: Platform(os: "linux", architecture: "amd64"),
                        execution: ExecutionConfig(), diffIDs: [DiffID(layer.digest)], history: [])
                    return try layout.write(Manifest(config: layout.write(config), layers: [layer]))
                }
                for image in images { try layout.tag(image, as: RefName("v:1")) }
                self.layout = layout
            }

            func digest() async throws -> String? { try await imagesmith.digest(of: "v:1") }
        }

        @Test func `returns a tag to an image before, and tells to which`() async throws {
            try await withTemporaryDirectory { directory in
                let sample = try Sample(in: directory)
                let (run, images) = (sample.imagesmith, sample.images.map(\.digest.description))
                let listed = try await run("rollback", "v:1", "--list")
                #expect(listed.text == "\(images[1])\n\(images[0])\n" && listed.status == 0)
                let told = try await run("rollback", "v:1")
                #expect(told.text == "v:1 stands for \(images[1]) again, and no longer for \(images[2])\n")
                #expect(try await sample.digest() == images[1])
                let document = try await run.json("rollback", "v:1", "--steps", "2")
                #expect(document == ["tag": "v:1", "from": .string(images[1]), "digest": .string(images[0])])
                #expect(try await run.json("rollback", "v:1", "--to", images[2])["digest"]?.text == images[2])
                #expect(try await sample.digest() == images[2])
                let tooFar = try await run("rollback", "v:1", "--steps", "3")
                #expect(tooFar.status == 2)
                #expect(tooFar.errorText.contains("the tag 'v:1' cannot go back 3 steps: 2 earlier images"))
                #expect(try await run("rollback", "v:1", "--steps", "0").status == 64)
                #expect(try await run("rollback", "v:1", "--steps", "1", "--to", images[0]).status == 64)
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func `says in another store that it works there, as long as it copies into it`() async throws {
            try await withTemporaryDirectory { directory in
                let sample = try Sample(in: directory)
                let other = try ImageLayout(creatingAt: directory.appending("other"))
                let users = other.root.appending(".imagesmith/users")
                try users.createDirectories()
                // Who holds the lock keeps the copy from its end.
                let lock = try FileLock(other.root.appending(".imagesmith.lock"))
                async let copied = sample.imagesmith("copy", "v:1", "oci:\(other.root):v")
                while try users.entries().count != 1 { try await Task.sleep(for: .milliseconds(20)) }
                _ = consume lock
                #expect(try await copied.status == 0)
                #expect(try users.entries() == [])
                #expect(try other.resolve(ImageReference("oci:\(other.root):v")).digest == sample.images[2].digest)
            }
        }

        @Test func `takes a tag away, and frees what it alone reached`() async throws {
            try await withTemporaryDirectory { directory in
                let sample = try Sample(in: directory)
                let run = sample.imagesmith
                let last = sample.images[2].digest.description
                #expect(try await run("rm", "@\(last)").errorText.contains("has the tags v:1"))
                #expect(try await run("rm", "w:1").errorText.contains("there is no tag 'w:1'; there are v:1"))
                let kept = try await run.json("gc", "--keep-previous", "1")
                #expect(kept["images"]?.elements == [])
                #expect(try await run("rm", "v:1").text == "removed v:1 \(last)\n")
                let planned = try await run.json("gc", "--dry-run", "--keep-candidates", "0")
                #expect(planned["blobs"]?.elements.count == 9 && planned["inUse"] == false)
                let young = try await run.json("gc", "--dry-run")
                #expect(young["images"]?.elements == [.string(last)])
                let told = try await run("gc", "--keep-candidates", "0")
                #expect(told.status == 0)
                #expect(told.text.hasSuffix(" in 9 blobs and 0 leftovers\n") && told.text.contains("\nfreed "))
                #expect(try sample.layout.root.appending("blobs/sha256").entries() == [])
                #expect(try await run.json("ls")["images"]?.elements == [])
                #expect(try await run("gc", "--keep-candidates", "soon").status == 64)
                #expect(try await run("gc", "--store", directory.appending("none").string).status == 2)
            }
        }
    }
}
