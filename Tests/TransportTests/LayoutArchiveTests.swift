import Archive
import OCI
import SystemPackage
import TestSupport
import Testing
import Transport

struct LayoutArchiveTests {
    @Test func `carries an image with its artifacts there and back, no digest changed`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            let referrer = try fixture.referrer()
            let file = directory.appending("image.tar")
            try await fixture.copy(to: LayoutArchiveDestination(file, tag: RefName("sample:1")))
            let source = try LayoutArchiveSource(file)
            #expect(try source.resolve(.tag(RefName("sample:1"))).digest == fixture.image.digest)
            let (layout, image) = try await imported(source, into: directory.appending("back"))
            #expect(image.digest == fixture.image.digest)
            #expect(try layout.referrers(of: image.digest).map(\.digest) == [referrer.digest])
            #expect(try directory.entries().map(\.string) == ["back", "image.tar", "layout"])
            #expect(try file.status()?.permissions == 0o644)
        }
    }

    @Test func `writes the same bytes each time, and lists members of 1970 that are root's`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            let files = ["a.tar", "b.tar"].map { directory.appending($0) }
            for file in files { try await fixture.copy(to: LayoutArchiveDestination(file, tag: RefName("v1"))) }
            #expect(try files[0].bytes() == files[1].bytes())
            let listing = try await Tool("bsdtar")(
                "-cf", "-", "--format=mtree", "--options=!all,type,mode,uid,gid,time", "@\(files[0])")
            let lines = String(decoding: listing, as: UTF8.self).split(separator: "\n").dropFirst()
            #expect(lines.count == 7)
            #expect(lines.allSatisfy { $0.contains(" time=0.0 mode=644 gid=0 uid=0 type=file") })
        }
    }

    @Test func `skopeo reads it, and we read what skopeo writes`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            let (ours, theirs) = (directory.appending("ours.tar"), directory.appending("theirs.tar"))
            try await fixture.copy(to: LayoutArchiveDestination(ours, tag: RefName("v1")))
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--preserve-digests", "oci-archive:\(ours):v1", "oci-archive:\(theirs):v2")
            let (_, image) = try await imported(
                LayoutArchiveSource(theirs), .tag(RefName("v2")), into: directory.appending("back"))
            #expect(image.digest == fixture.image.digest)
            // umoci wants it unpacked.
            let unpacked = directory.appending("unpacked")
            try unpacked.createDirectories()
            try await Tool("bsdtar")("-xf", ours.string, "-C", unpacked.string)
            let tags = try await Tool("umoci")("list", "--layout", unpacked.string)
            #expect(String(decoding: tags, as: UTF8.self) == "v1\n")
        }
    }

    @Test func `leaves the file that was there where the copy fails`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            let file = directory.appending("image.tar")
            try file.replace(with: Array("before".utf8))
            let layer = try fixture.layout.manifest(fixture.image).layers[0]
            let blob = fixture.layout.path(of: layer.digest)
            var bytes = try blob.bytes()
            bytes[0] ^= 1
            try blob.replace(with: bytes)
            await #expect(throws: LayoutError.digest(expected: layer.digest, actual: Digest(of: bytes))) {
                try await fixture.copy(to: LayoutArchiveDestination(file, tag: nil))
            }
            #expect(try file.bytes() == Array("before".utf8))
            #expect(try directory.entries().map(\.string) == ["image.tar", "layout"])
        }
    }

    @Test func `says what an archive lacks, and what it has`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            let file = directory.appending("image.tar")
            try await fixture.copy(to: LayoutArchiveDestination(file, tag: RefName("v1")))
            let source = try LayoutArchiveSource(file)
            let name = try RefName("v2")
            #expect(throws: ImageArchiveError.noImage(file, .tag(name), known: ["v1"])) {
                try source.resolve(.tag(name))
            }
            #expect(throws: ImageArchiveError.missing(file, "manifest.json")) { try DockerArchiveSource(file) }
            let absent = Descriptor(mediaType: .layer, digest: Digest(of: [1]), size: 1)
            #expect(throws: ImageArchiveError.blob(file, absent.digest)) { try source.extent(of: absent) }
            let other = directory.appending("other.tar")
            try other.replace(with: ImageFixture.tar([("oci-layout", [1]), ("index.json", Array("{}".utf8))]))
            #expect(throws: ImageArchiveError.document(other, "index.json", .missing(path: "schemaVersion"))) {
                try LayoutArchiveSource(other)
            }
        }
    }
}
