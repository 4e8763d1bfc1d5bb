import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// The gate in front of a registry's tags.
    struct RemoteGateTests {
        @Test func `tests what was swapped in a registry, here or elsewhere, before it tags it there`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let server = try RegistryServer(in: directory)
                let place = "docker://\(server.host)/team/ocr"
                try await image.imagesmith.json("copy", CPUImage.tag, "\(place):v1")
                let layer = try Digest(image.document["layers"]?.elements[2]["digest"]?.text ?? "")
                let blob = image.imagesmith.store.appending("blobs/sha256").appending(layer.hex)
                try await shell("tar -xmf '\(blob)' && echo new > opt/models/ocr/NOTE.txt", in: directory)
                let swap = ["swap", "\(place):v1", "ocr-model=\(directory)/opt/models/ocr", "-t"]

                let here = try Imagesmith(store: directory.appending("here"))
                let tested = try await here.run(swap + ["\(place):v2", "--device", "cpu", "--json"])
                #expect(tested.status == 0, "\(tested.errorText)")
                let digest = try #require(try tested.document["digest"]?.text)
                #expect(try tested.document["smoke"]?["verdict"] == "passed")
                #expect(try tested.document["tags"] == .array([.string("\(place):v2")]))
                func tagged(_ tag: String) async throws -> String {
                    let text = try await Tool("skopeo")("inspect", "--raw", "--tls-verify=false", "\(place):\(tag)")
                    return Digest(of: text).description
                }
                #expect(try await tagged("v2") == digest)

                // The same, sent as a candidate by one machine and tested by another.
                let there = try Imagesmith(store: directory.appending("there"))
                let candidate = try await there.run(swap + ["\(place):v3", "--json"])
                #expect(try candidate.document["digest"]?.text == digest && candidate.document["tags"] == [])
                let elsewhere = try Imagesmith(store: directory.appending("elsewhere"))
                let passed = try await elsewhere.json("smoke", "\(place)@\(digest)", "-t", "\(place):v3")
                #expect(passed["smoke"]?["verdict"] == "passed")
                #expect(try await tagged("v3") == digest)
                // The report lies beside the image, where everybody finds it.
                let reports = try await elsewhere.json("inspect", "\(place):v3")["smoke"]?.elements ?? []
                #expect(reports.count >= 1 && reports.allSatisfy { $0["verdict"] == "passed" })
                #expect(try await elsewhere("rollback", "\(place):v3").status == 0)
                #expect(try await tagged("v3") == image.digest)
            }
        }
    }
}
