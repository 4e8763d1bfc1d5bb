import OCI
import SystemPackage
import TestSupport
import Testing

struct IndexTests {
    @Test func `starts with an empty index, canonical like all else`() throws {
        try withTemporaryDirectory { directory in
            let layout = try LayoutFixture(in: directory).layout
            let index = try layout.root.appending("index.json").read(limit: 1000)
            #expect(
                String(decoding: index, as: UTF8.self)
                    == #"{"manifests":[],"mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2}"#)
            let marker = try layout.root.appending("oci-layout").read(limit: 1000)
            #expect(String(decoding: marker, as: UTF8.self) == #"{"imageLayoutVersion":"1.0.0"}"#)
            #expect(try ImageLayout(creatingAt: layout.root) == layout)
            #expect(try ImageLayout(at: layout.root) == layout)
        }
    }

    @Test func `writes into another tool's layout that has no blob yet`() throws {
        try withTemporaryDirectory { directory in
            let layout = try LayoutFixture(in: directory).layout
            try layout.root.appending("blobs/sha256").remove()
            let fixture = try LayoutFixture(in: directory)
            _ = try fixture.layout.write([1], as: .octets)
            #expect(try fixture.blobs() == [Digest(of: [1]).hex])
        }
    }

    @Test func `loses nothing of what many tasks change`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let count = 24
            let image = try fixture.image("shared")
            _ = try await (0..<count).concurrentMap(width: 8) { number in
                try await runBlocking { try layout.tag(image, as: RefName("tag-\(number)")) }
            }
            let tags = try layout.index().manifests.compactMap { $0.annotations[Annotation.refName] }
            #expect(Set(tags) == Set((0..<count).map { "tag-\($0)" }))
            #expect(tags.count == count)
            #expect(
                try layout.root.entries().map(\.string) == [".imagesmith.lock", "blobs", "index.json", "oci-layout"])
        }
    }

    @Test func `keeps the image that a tag moved away from`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let (one, two) = (try fixture.image("one"), try fixture.image("two"))
            try fixture.layout.list([one, two, one])
            #expect(try fixture.listed() == ["\(one.digest.short) -", "\(two.digest.short) -"])
            try fixture.layout.tag(one, as: RefName("v"))
            #expect(try fixture.listed() == ["\(two.digest.short) -", "\(one.digest.short) v"])
            try fixture.layout.tag(two, as: RefName("v"))
            #expect(try fixture.listed() == ["\(one.digest.short) -", "\(two.digest.short) v"])
            try fixture.layout.tag(two, as: RefName("w"))
            try fixture.layout.tag(one, as: RefName("w"))
            #expect(try fixture.listed() == ["\(two.digest.short) v", "\(one.digest.short) w"])
            try fixture.layout.list([one, two])
            #expect(try fixture.listed() == ["\(two.digest.short) v", "\(one.digest.short) w"])
        }
    }

    @Test func `takes the mark of a candidate off with the first tag`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            var candidate = try fixture.image("one")
            candidate.annotations = [Annotation.candidate: "true", "other": "kept"]
            try fixture.layout.list([candidate])
            try fixture.layout.tag(candidate, as: RefName("v"))
            #expect(
                try fixture.layout.index().manifests.map(\.annotations) == [["other": "kept", Annotation.refName: "v"]])
        }
    }

    @Test func `finds an image by tag, by digest and as the only one`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let path = layout.root
            let only = try ImageReference("oci:\(path)")
            #expect(throws: LayoutError.noSuchImage(only, known: [])) { try layout.resolve(only) }
            let (one, two) = (try fixture.image("one"), try fixture.image("two"))
            try layout.tag(one, as: RefName("a:1"))
            #expect(try layout.resolve(only).digest == one.digest)
            try layout.tag(one, as: RefName("a:2"))
            #expect(try layout.resolve(only).digest == one.digest)
            try layout.tag(two, as: RefName("b:1"))
            #expect(try layout.resolve(ImageReference("b:1")).digest == two.digest)
            #expect(try layout.resolve(ImageReference("@\(one.digest)")).digest == one.digest)
            #expect(throws: LayoutError.ambiguous(path, count: 2)) { try layout.resolve(only) }
            let missing = try ImageReference("b:2")
            let error = #expect(throws: LayoutError.self) { try layout.resolve(missing) }
            #expect(error?.description == "there is no image 'b:2'; known are a:1, a:2, b:1")
            #expect(throws: LayoutError.self) { try layout.resolve(ImageReference(Digest(of: []))) }
        }
    }

    @Test func `lists the artifacts about an image and takes none of them for an image`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let layout = fixture.layout
            let (one, two) = (try fixture.image("one"), try fixture.image("two"))
            let blob = try layout.write(Array("{}".utf8), as: .lock)
            let ofOne = try layout.writeReferrer(of: one, type: .lock, blobs: [blob], annotations: ["n": "v"])
            let ofTwo = try layout.writeReferrer(of: two, type: .lock, blobs: [blob])
            let recipe = try layout.writeReferrer(of: one, type: .recipe, blobs: [blob])
            try layout.list([one, ofOne, ofTwo, recipe])
            #expect(try layout.referrers(of: one.digest).map(\.digest) == [ofOne.digest, recipe.digest])
            #expect(try layout.referrers(of: one.digest, type: .lock).map(\.digest) == [ofOne.digest])
            #expect(try layout.referrers(of: Digest(of: [])) == [])
            #expect(try layout.resolve(ImageReference("oci:\(layout.root)")).digest == one.digest)
            #expect(ofOne.annotations == ["n": "v"] && ofOne.artifactType == .lock)
        }
    }

    @Test(arguments: [
        ("", "line 1, column 0"), ("{", "line 1, column 1"), ("{}", "'schemaVersion' is missing"),
        (#"{"schemaVersion":2,"manifests":[{}]}"#, "'manifests[0].mediaType' is missing"),
        (#"{"schemaVersion":2,"schemaVersion":2,"manifests":[]}"#, "duplicate object key"),
    ])
    func `stops at a malformed index and leaves it as it is`(text: String, reason: String) throws {
        try withTemporaryDirectory { directory in
            let fixture = try LayoutFixture(in: directory)
            let image = try fixture.image("one")
            let path = fixture.layout.root.appending("index.json")
            try path.replace(with: Array(text.utf8))
            let error = #expect(throws: LayoutError.self) { try fixture.layout.tag(image, as: RefName("v")) }
            let sentence = error?.description ?? ""
            #expect(sentence.hasPrefix("the document index.json is malformed: ") && sentence.contains(reason))
            #expect(try path.read(limit: 1000) == Array(text.utf8))
        }
    }

    @Test func `stops at a damaged manifest or configuration`() throws {
        try withTemporaryDirectory { directory in
            let layout = try LayoutFixture(in: directory).layout
            let bytes = Array(#"{"schemaVersion":2}"#.utf8)
            let broken = try layout.write(bytes, as: .manifest)
            #expect(throws: LayoutError.document(broken.digest, .missing(path: "config"))) {
                try layout.manifest(broken)
            }
            let config = try layout.write(Array("{}".utf8), as: .config)
            #expect(throws: LayoutError.document(config.digest, .missing(path: "os"))) {
                try layout.config(of: Manifest(config: config, layers: []))
            }
        }
    }
}
