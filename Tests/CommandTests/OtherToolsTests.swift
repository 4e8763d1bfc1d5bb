import Glibc
import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// The store is an OCI image layout, and others take it for one.
    struct OtherToolsTests {
        @Test func `gives umoci and skopeo an image with gzip layers`() async throws {
            try await withTemporaryDirectory { directory in
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                let tree = try await RecipeTree(in: directory)
                // Both are locked here: archives move on, and a layer whose compression changes is resolved anew.
                try await imagesmith.json("lock", tree.cpu.string, "--update", "base")
                let packed = try await imagesmith.json("build", tree.cpu.string, "--candidate")
                try tree.replace("platform: linux/amd64\n", by: "platform: linux/amd64\ncompression: gzip\n")
                try await imagesmith.json("lock", tree.cpu.string)
                let candidate = try await imagesmith.json("build", tree.cpu.string, "--candidate")
                let digest = try #require(candidate["digest"]?.text)
                let gated = try await imagesmith.json("smoke", "@\(digest)", "-t", "gzip")
                #expect(gated["tags"] == ["gzip:latest"])
                let types = try await imagesmith.json("inspect", "gzip:latest")["layers"]?.texts("mediaType")
                #expect(Set(types ?? []) == ["application/vnd.oci.image.layer.v1.tar+gzip"])
                // The same content, packed otherwise.
                #expect(candidate["layers"]?.texts("diffID") == packed["layers"]?.texts("diffID"))

                let rootless = getuid() == 0 ? [] : ["--rootless"]
                let unpacked = try await Tool("umoci").run(
                    ["unpack"] + rootless + ["--image", "\(imagesmith.store):gzip:latest", "bundle"], in: directory)
                #expect(unpacked.status == 0, "\(unpacked.errorText)")
                let model = directory.appending("bundle/rootfs/opt/models/ocr/det.onnx")
                #expect(
                    try Digest(ofFile: model).description
                        == "sha256:3439588c030faea393a54515f51e983d8e155b19a2e8aba7891934c1cf0de526")

                try await Tool("skopeo")("copy", "-q", "oci:store:gzip:latest", "oci:copied:gzip", in: directory)
                let copied = try JSON(parsing: try await Tool("skopeo")("inspect", "oci:copied:gzip", in: directory))
                #expect(copied["Digest"]?.text == digest)
            }
        }

        @Test func `gives podman an image that reads a picture from outside, as its own user`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let (root, run) = (directory.appending("root"), directory.appending("run"))
                let name = "localhost/\(CPUImage.tag)"
                try await Tool("skopeo")(
                    "copy", "-q", "oci:\(image.imagesmith.store):\(CPUImage.tag)",
                    "containers-storage:[vfs@\(root)+\(run)]\(name)")
                let podman = [
                    "--root", root.string, "--runroot", run.string, "--storage-driver", "vfs",
                    "--cgroup-manager=cgroupfs", "--runtime", "runc", "run", "--rm", "--network=none", "--ulimit",
                    "nofile=1024:1024", "--ulimit", "nproc=1024:1024",
                ]
                let picture = Setting.recipes.appending("smoke/receipt.png")
                let read = try await Tool("podman").run(
                    podman + [
                        "-v", "\(picture):/data/receipt.png:ro", name, "ocr", "/data/receipt.png", "--model",
                        "/opt/models/ocr",
                    ])
                #expect(read.status == 0, "\(read.errorText)")
                let lines = try read.document["lines"]?.texts("text").compactMap(\.self) ?? []
                #expect(lines.count == 22)
                #expect(lines.first == "湖畔小馆")
                #expect(lines.last == "谢谢惠顾，欢迎再来")
                let user = try await Tool("podman").run(podman + ["--entrypoint", "/usr/bin/id", name, "-u"])
                #expect(user.text == "1000\n", "\(user.errorText)")
            }
        }
    }
}
