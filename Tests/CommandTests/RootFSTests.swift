import Glibc
import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// What other tools unpack is what the image says.
    struct RootFSTests {
        @Test func `what umoci unpacks is clean, and a changed file is told`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                // Debian's umoci reads no zstd.
                try await Tool("skopeo")(
                    "copy", "-q", "--dest-compress-format", "gzip", "oci:\(image.imagesmith.store):\(CPUImage.tag)",
                    "oci:gzip:image", in: directory)
                let rootless = getuid() == 0 ? [] : ["--rootless"]
                let unpacked = try await Tool("umoci").run(
                    ["unpack"] + rootless + ["--image", "gzip:image", "bundle"], in: directory)
                #expect(unpacked.status == 0, "\(unpacked.errorText)")
                let root = directory.appending("bundle/rootfs")
                let clean = try await image.imagesmith(
                    "verify", CPUImage.tag, "--rootfs", root.string, "--json", "--strict")
                // Whoever is not root owns what he unpacks.
                let found = try clean.document["findings"]?.texts("code").compactMap(\.self) ?? []
                #expect(getuid() == 0 ? found == [] : Set(found) == ["rootfs-owner"], "\(clean.text)")
                #expect((try clean.document["rootfs"]?["paths"]) != nil)

                try root.appending("opt/models/sentiment/vocab.txt").replace(with: [])
                let faulty = try await image.imagesmith(
                    "verify", CPUImage.tag, "--rootfs", root.string, "--ignore", "etc", "--json")
                #expect(faulty.status == 1)
                let findings = try faulty.document["findings"]?.elements ?? []
                #expect(
                    findings.contains {
                        $0["code"] == "rootfs-content" && $0["path"] == "opt/models/sentiment/vocab.txt"
                            && $0["layer"] == "sentiment-model"
                    })
            }
        }

        @Test func `what podman mounts is clean`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let (root, run) = (directory.appending("root"), directory.appending("run"))
                try await Tool("skopeo")(
                    "copy", "-q", "oci:\(image.imagesmith.store):\(CPUImage.tag)",
                    "containers-storage:[vfs@\(root)+\(run)]localhost/\(CPUImage.tag)")
                let script = """
                    podman="podman --root \(root) --runroot \(run) --storage-driver vfs"
                    mounted=$($podman image mount localhost/\(CPUImage.tag))
                    "$@" --rootfs "$mounted"
                    $podman image unmount localhost/\(CPUImage.tag)
                    """
                // Mounting wants root, or podman's own name space.
                let wrapper = (getuid() == 0 ? [] : ["podman", "unshare"]) + ["sh", "-euc", script, "sh"]
                let outcome = try await image.imagesmith.run(["verify", CPUImage.tag, "--strict"], through: wrapper)
                #expect(outcome.status == 0, "\(outcome.text)\(outcome.errorText)")
                #expect(outcome.text.contains("rootfs: "))
            }
        }

        @Test(arguments: [["--ignore", "etc"], ["--cross-mounts"], ["--rootfs", "/", "--ignore", "/"]])
        func `options that mean nothing are refused`(_ options: [String]) async throws {
            try await withTemporaryDirectory { directory in
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                #expect(try await imagesmith.run(["verify", "a:1"] + options).status == 64)
            }
        }
    }
}
