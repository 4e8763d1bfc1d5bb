import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// What of an index is compared with a directory.
    struct RootFSIndexTests {
        #if arch(arm64)
            private static let here = "linux/arm64"
        #else
            private static let here = "linux/amd64"
        #endif

        /// A layout with an index, tagged `multi`, of an image for each platform, and the trees that they were made of.
        private struct Fixture {
            let imagesmith: Imagesmith
            let name: String
            let images: [String: Descriptor]

            init(_ platforms: [String], in directory: FilePath) async throws {
                imagesmith = try Imagesmith(store: directory.appending("store"))
                let layout = try ImageLayout(creatingAt: directory.appending("layout"))
                var images: [String: Descriptor] = [:]
                for text in platforms {
                    let platform = try Platform(text)
                    try await shell(
                        """
                        mkdir -p \(platform.architecture)/etc && echo \(text) >\(platform.architecture)/etc/platform
                        tar --numeric-owner -C \(platform.architecture) -cf layer.tar etc
                        """, in: directory)
                    let layer = try layout.write(directory.appending("layer.tar").read(limit: 1 << 20), as: .layer)
                    let config = ImageConfig(
                        created: nil, platform: platform, execution: ExecutionConfig(),
                        diffIDs: [DiffID(layer.digest)], history: [])
                    var image = try layout.write(Manifest(config: layout.write(config), layers: [layer]))
                    image.platform = platform
                    images[text] = image
                }
                let index = ImageIndex(manifests: platforms.compactMap { images[$0] })
                try layout.tag(layout.write(index.json.canonical(), as: .index), as: RefName("multi"))
                (self.images, name) = (images, "oci:\(layout.root):multi")
            }
        }

        @Test func `an index is compared by its image for this machine`() async throws {
            try await withTemporaryDirectory { directory in
                let fixture = try await Fixture(["linux/s390x", "linux/amd64", "linux/arm64"], in: directory)
                let image = try #require(fixture.images[Self.here])
                let tree = directory.appending(try Platform(Self.here).architecture)
                let clean = try await fixture.imagesmith.json("verify", fixture.name, "--rootfs", tree.string)
                #expect(clean["compared"]?.text == image.digest.description)
                #expect(clean["counts"]?["layers"] == 3)

                try tree.appending("etc/platform").replace(with: Array("another".utf8))
                let faulty = try await fixture.imagesmith("verify", fixture.name, "--rootfs", tree.string)
                #expect(faulty.status == 1)
                #expect(faulty.text.contains("rootfs-content: ") && faulty.text.contains("compared: \(image.digest), "))
            }
        }

        @Test func `the platform that is named is the one that is verified and compared`() async throws {
            try await withTemporaryDirectory { directory in
                let fixture = try await Fixture(["linux/amd64", "linux/arm64"], in: directory)
                let image = try #require(fixture.images["linux/arm64"])
                let clean = try await fixture.imagesmith.json(
                    "verify", fixture.name, "--platform", "linux/arm64", "--rootfs", directory.appending("arm64").string
                )
                #expect(clean["digest"]?.text == image.digest.description && clean["compared"] == nil)
                #expect(clean["counts"]?["layers"] == 1)
                let other = try await fixture.imagesmith(
                    "verify", fixture.name, "--platform", "linux/arm64", "--rootfs", directory.appending("amd64").string
                )
                #expect(other.status == 1)
            }
        }

        @Test func `an index without an image for the platform is told of, and what it has`() async throws {
            try await withTemporaryDirectory { directory in
                let fixture = try await Fixture(["linux/s390x", "linux/ppc64le"], in: directory)
                let tree = directory.appending("s390x").string
                // By itself it is sound; there is only nothing to compare.
                #expect(try await fixture.imagesmith("verify", fixture.name).status == 0)
                for options in [[], ["--platform", "linux/riscv64"]] {
                    let outcome = try await fixture.imagesmith.run(
                        ["verify", fixture.name, "--rootfs", tree] + options)
                    #expect(outcome.status == 2)
                    let asked = options.last ?? Self.here
                    #expect(
                        outcome.errorText.contains(
                            "holds no image for \(asked), only for linux/s390x, linux/ppc64le; name one of these with --platform"
                        ), "\(outcome.errorText)")
                }
                #expect(
                    try await fixture.imagesmith("verify", fixture.name, "--platform", "linux").status == 64)
            }
        }
    }
}
