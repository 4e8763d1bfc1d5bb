import OCI
import SystemPackage
import Testing

struct NameTests {
    @Test(arguments: ["a/b", "application/vnd.oci.image.manifest.v1+json", "A/9", "x/a!#$&-^_.+", "x/" + long(127)])
    func `takes a media type`(text: String) throws {
        #expect(try MediaType(text).description == text)
    }

    @Test(arguments: [
        "", "a", "a/", "/b", "a/b/c", "a/b; charset=utf-8", "a b/c", "é/b", ".a/b", "a/-b", "a/" + long(128), "a/b\n",
        "a/\u{212a}",
    ])
    func `refuses what is no media type`(text: String) {
        #expect(
            throws: JSONError.value(path: "mediaType", reason: "'\(text.prefix(100))' is not a media type")
        ) { try MediaType(text) }
    }

    @Test func `reads and writes a platform`() throws {
        #expect(try Platform("linux/amd64") == Platform(os: "linux", architecture: "amd64"))
        #expect(try Platform("linux/arm64/v8").variant == "v8")
        #expect(try Platform("linux/arm64/v8").description == "linux/arm64/v8")
        for text in ["", "linux", "linux/", "/amd64", "linux//v8", "linux/arm64/", "linux/arm64/v8/x"] {
            #expect(throws: JSONError.value(path: "platform", reason: "'\(text)' is not os/architecture")) {
                try Platform(text)
            }
        }
    }

    @Test(arguments: ["a", "1.0", "team/ocr:1.0-cpu", "a--b", "a@b+c:d_e", "localhost:5000/x/y:latest", long(255)])
    func `takes a layout's tag`(text: String) throws {
        #expect(try RefName(text).description == text)
    }

    @Test(arguments: [
        "", "-a", "a-", "a---b", "a..b", "a__b", "a-_b", "/a", "a/", "a//b", "a b", "é", "a\n", long(256), "a/../b",
        ".",
        "a/.b", "\u{212a}",
    ])
    func `refuses what the grammar of layouts' tags does not know`(text: String) {
        #expect(throws: ReferenceError.refName(String(text.prefix(300)))) { try RefName(text) }
    }

    @Test(arguments: [
        ("ocr", "ocr:latest"), ("ocr:1.0", "ocr:1.0"), ("team/ocr:V1_a.b-c", "team/ocr:V1_a.b-c"),
        ("localhost:5000/a/b", "localhost:5000/a/b:latest"), ("Reg.example.ORG:443/a:b", "Reg.example.ORG:443/a:b"),
        ("x/a.b_c-d--e__f:_", "x/a.b_c-d--e__f:_"), ("host:5000", "host:5000"),
        ("a:" + long(128), "a:" + long(128)),
    ])
    func `takes an image's name`(text: String, expected: String) throws {
        let name = try ImageName(text)
        #expect(name.description == expected)
        #expect(try ImageName(name.description) == name)
    }

    @Test(arguments: [
        "", "A", "a/B", "-a", "a-", "a..b", "a___b", "/a", "a/", "a//b", "a b", "é", "a\n", ":1", "../a", "a/../b", ".",
        "host:123456/a", "host:/a", "-a.b/c", "a..b/c", "a-.b/c", ".a/b", "\u{212a}.b/c",
        "\u{212a}", "a/\u{212a}", long(256), "a@sha256:00",
    ])
    func `refuses what is no image's name`(text: String) {
        let error = #expect(throws: ReferenceError.self) { try ImageName(text) }
        guard case .name = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["a:", "a:.b", "a:-b", "a:b c", "a:é", "a:" + long(129), "a:b\n", "a:\u{212a}"])
    func `refuses what is no tag`(text: String) {
        #expect(throws: ReferenceError.tag(String(text.dropFirst(2)))) { try ImageName(text) }
    }

    /// A name for registries that a layout cannot hold.
    @Test(arguments: ["a__b:1", "a---b:1", "a:1-", "a:1..2", "a:_1"])
    func `says that a layout cannot hold a name`(text: String) throws {
        let name = try ImageName(text)
        #expect(throws: ReferenceError.refName(text)) { try name.refName() }
    }

    private static let digest = Digest(of: [])

    @Test(
        arguments: [
            ("ocr", nil, .tag(try RefName("ocr:latest")), "ocr:latest"),
            ("team/ocr:1.0", nil, .tag(try RefName("team/ocr:1.0")), "team/ocr:1.0"),
            ("ocr@\(digest)", nil, .digest(digest), "@\(digest)"), ("@\(digest)", nil, .digest(digest), "@\(digest)"),
            ("\(digest)", nil, .digest(digest), "@\(digest)"), ("oci:dir", "dir", .only, "oci:dir"),
            ("oci:/a/b c:v1", "/a/b c", .tag(try RefName("v1")), "oci:/a/b c:v1"),
            ("oci:dir:ocr:1.0", "dir", .tag(try RefName("ocr:1.0")), "oci:dir:ocr:1.0"),
            ("oci:dir@\(digest)", "dir", .digest(digest), "oci:dir@\(digest)"),
            ("oci:a@b:v1", "a@b", .tag(try RefName("v1")), "oci:a@b:v1"),
        ] as [(String, FilePath?, ImageReference.Selector, String)])
    func `takes a reference`(
        text: String, layout: FilePath?, selector: ImageReference.Selector, description: String
    ) throws {
        let reference = try ImageReference(text)
        #expect(reference.layout == layout)
        #expect(reference.selector == selector)
        #expect(reference.description == description)
        #expect(try ImageReference(reference.description) == reference)
    }

    @Test(
        arguments: [
            ("", .name("")), ("Ocr", .name("Ocr")), ("a:b:", .name("a:b:")), ("a:", .tag("")),
            ("oci:", .layout("oci:")),
            ("oci:dir:", .refName("")), ("oci:dir:a//b", .refName("a//b")), ("oci::v1", .layout("oci::v1")),
            ("oci:dir:v1@\(digest)", .layout("oci:dir:v1@\(digest)")), ("a:1@\(digest)", .name("a:1@\(digest)")),
            ("a@sha256:00", .digest("a@sha256:00", .hexadecimal("00"))),
            ("oci:d@sha256:00", .digest("oci:d@sha256:00", .hexadecimal("00"))),
            ("sha256:00", .digest("sha256:00", .hexadecimal("00"))),
            ("docker://a/b", .transport("docker://", "docker://a/b")),
            ("oci-archive:x.tar", .transport("oci-archive:", "oci-archive:x.tar")),
            ("docker-archive:x.tar", .transport("docker-archive:", "docker-archive:x.tar")),
            ("dir:x", .transport("dir:", "dir:x")),
        ] as [(String, ReferenceError)])
    func `refuses a reference`(text: String, expected: ReferenceError) {
        #expect(throws: expected) { try ImageReference(text) }
    }

    @Test func `tells what to do with a transport that it does not read`() {
        #expect(
            ReferenceError.transport("dir:", "dir:x").description
                == "'dir:x': 'dir:' is not read by this command; copy the image to an image layout and name it oci:DIR:TAG"
        )
        #expect(
            ReferenceError.layout("oci:").description
                == "'oci:' is not oci:DIR, oci:DIR:TAG or oci:DIR@DIGEST, with a DIR that has no colon")
    }

    @Test(arguments: [
        ("docker://docker.io/busybox", "docker://docker.io/library/busybox:latest"),
        ("docker://index.docker.io/a/b:v1", "docker://docker.io/a/b:v1"),
        ("docker://LOCALHOST:5000/x", "docker://localhost:5000/x:latest"),
        ("docker://[::1]:5000/x/y:v1@sha256:" + hex, "docker://[::1]:5000/x/y@sha256:" + hex),
    ])
    func `takes an image of a registry`(text: String, whole: String) throws {
        #expect(try RegistryReference(text).description == whole)
    }

    @Test(arguments: [
        "docker://busybox", "docker://team/ocr:v1", "a.b/c", "docker://", "docker://a.b", "docker://a.b/",
        "docker://a.b/C",
        "docker://a.b/c:", "docker://a.b/c:-x", "docker://a.b/c@sha256:00", "docker://a.b//c", "docker://a.b/../c",
        "docker://user@a.b/c", "docker://a.b:port/c", "docker://a..b/c", "docker://a.b/c?x=y", "docker://[x]/c",
    ])
    func `refuses what is no image of a registry`(text: String) {
        #expect(throws: ReferenceError.self) { try RegistryReference(text) }
    }

    @Test(
        arguments: [
            ("ocr", .layout(try ImageReference("ocr:latest")), "ocr:latest", "ocr:latest"),
            ("@\(digest)", .layout(ImageReference(digest)), nil, "@\(digest)"),
            ("oci:d:v1", .layout(try ImageReference("oci:d:v1")), "v1", "oci:d:v1"),
            ("oci-archive:a/x.tar", .layoutArchive("a/x.tar", .only), nil, "oci-archive:a/x.tar"),
            ("oci-archive:x.tar:v1", .layoutArchive("x.tar", .tag(try RefName("v1"))), "v1", "oci-archive:x.tar:v1"),
            ("oci-archive:x@\(digest)", .layoutArchive("x", .digest(digest)), nil, "oci-archive:x@\(digest)"),
            ("docker-archive:x.tar", .dockerArchive("x.tar", .only), nil, "docker-archive:x.tar"),
            (
                "docker-archive:x:a/b", .dockerArchive("x", .tag(try RefName("a/b:latest"))), "a/b:latest",
                "docker-archive:x:a/b:latest"
            ),
            (
                "docker://a.b/c", .registry(try RegistryReference("docker://a.b/c:latest")), "latest",
                "docker://a.b/c:latest"
            ),
            (
                "docker://a.b/c@\(digest)", .registry(try RegistryReference("docker://a.b/c@\(digest)")), nil,
                "docker://a.b/c@\(digest)"
            ),
        ] as [(String, ImageLocation, String?, String)])
    func `takes a location`(text: String, expected: ImageLocation, tag: String?, description: String) throws {
        let location = try ImageLocation(text)
        #expect(location == expected)
        #expect(location.tag == tag)
        #expect(location.description == description)
        #expect(try ImageLocation(location.description) == location)
    }

    @Test(
        arguments: [
            ("oci-archive:", .archive("oci-archive:")), ("oci-archive::v1", .archive("oci-archive::v1")),
            ("docker-archive:", .archive("docker-archive:")), ("docker-archive:x:A", .name("A")),
            ("oci-archive:x:a:b@\(digest)", .archive("oci-archive:x:a:b@\(digest)")),
            ("docker://busybox", .registry("busybox")), ("dir:x", .transport("dir:", "dir:x")), ("A", .name("A")),
        ] as [(String, ReferenceError)])
    func `refuses a location`(text: String, expected: ReferenceError) {
        #expect(throws: expected) { try ImageLocation(text) }
    }

    private static let hex = String(repeating: "0a", count: 32)
}

private func long(_ count: Int) -> String { String(repeating: "x", count: count) }
