import OCI
import Testing

struct DocumentTests {
    private static let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private static func parse(_ text: String) throws -> JSON {
        try JSON(parsing: Array(text.replacing("DIGEST", with: digest).utf8))
    }

    private static let manifest = """
        {"annotations":{"a":"b"},"artifactType":"application/x","config":{"data":"e30=","digest":"DIGEST",\
        "mediaType":"application/vnd.oci.image.config.v1+json","size":2,"urls":["https://example.org"]},\
        "future":{"deep":[1,{"x":null}]},"layers":[{"annotations":{"n":"v"},"artifactType":"a/b","digest":"DIGEST",\
        "future":true,"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip",\
        "platform":{"architecture":"arm64","os":"linux","os.features":["x"],"os.version":"10","variant":"v8"},"size":0}],\
        "mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2,\
        "subject":{"digest":"DIGEST","mediaType":"application/vnd.oci.image.manifest.v1+json","size":7}}
        """

    @Test func `keeps all of a manifest, with what it does not know`() throws {
        let json = try Self.parse(Self.manifest)
        let manifest = try Manifest(json)
        #expect(manifest.json == json)
        #expect(
            String(decoding: manifest.json.canonical(), as: UTF8.self)
                == String(decoding: json.canonical(), as: UTF8.self))
        #expect(manifest.config.size == 2 && manifest.layers.count == 1 && manifest.subject?.size == 7)
        #expect(manifest.unknown == ["future": ["deep": [1, ["x": .null]]]])
        #expect(manifest.layers[0].platform?.description == "linux/arm64/v8")
        #expect(manifest.layers[0].platform?.unknown == ["os.version": "10", "os.features": ["x"]])
    }

    private static let config = """
        {"architecture":"amd64","author":"somebody","config":{"ArgsEscaped":true,"Cmd":["info"],"Entrypoint":["/bin/x"],\
        "Env":["PATH=/bin","A=1"],"ExposedPorts":{"443/tcp":{},"80/tcp":{}},"Labels":{"l":"v"},"StopSignal":"SIGTERM",\
        "User":"1000:1000","Volumes":{"/data":{}},"WorkingDir":"/srv"},"created":"2026-11-01T00:00:00Z",\
        "history":[{"comment":"c","created":"2026-11-01T00:00:00Z","created_by":"x","empty_layer":true},{"created_by":"y"}],\
        "os":"linux","os.version":"1","rootfs":{"diff_ids":["DIGEST"],"type":"layers"},"variant":"v2"}
        """

    @Test func `keeps all of a configuration, with what it does not know`() throws {
        let json = try Self.parse(Self.config)
        let config = try ImageConfig(json)
        #expect(config.json == json)
        #expect(config.unknown == ["author": "somebody", "os.version": "1"])
        #expect(config.platform == Platform(os: "linux", architecture: "amd64", variant: "v2"))
        #expect(config.execution.exposedPorts == ["443/tcp", "80/tcp"])
        #expect(config.history.map(\.isEmptyLayer) == [true, false])
        #expect(config.diffIDs.map(\.description) == [Self.digest])
    }

    @Test func `reads null as nothing where Docker writes it`() throws {
        let json = try Self.parse(
            """
            {"architecture":"amd64","config":{"Cmd":null,"Entrypoint":null,"Env":null,"ExposedPorts":null,"Labels":null},\
            "os":"linux","rootfs":{"diff_ids":[],"type":"layers"}}
            """)
        #expect(try ImageConfig(json).execution == ExecutionConfig())
    }

    @Test func `writes a port that is named twice once`() throws {
        let config = ImageConfig(
            created: nil, platform: Platform(os: "linux", architecture: "amd64"),
            execution: ExecutionConfig(exposedPorts: ["80/tcp", "80/tcp"]), diffIDs: [], history: [])
        let expected =
            #"{"architecture":"amd64","config":{"ExposedPorts":{"80/tcp":{}}},"#
            + #""os":"linux","rootfs":{"diff_ids":[],"type":"layers"}}"#
        #expect(String(decoding: config.json.canonical(), as: UTF8.self) == expected)
    }

    @Test func `keeps all of an index, with what it does not know`() throws {
        let json = try Self.parse(
            """
            {"annotations":{"a":"b"},"future":1,"manifests":[{"digest":"DIGEST",\
            "mediaType":"application/vnd.docker.distribution.manifest.v2+json","platform":{"architecture":"amd64",\
            "os":"windows","os.version":"10.0"},"size":3}],"schemaVersion":2}
            """)
        let index = try ImageIndex(json)
        #expect(index.json == json)
        #expect(index.mediaType == nil && index.manifests[0].mediaType == .dockerManifest)
    }

    @Test(arguments: [
        (#""schemaVersion":2"#, #""schemaVersion":1"#, "'schemaVersion': version 1 is not known; 2 is"),
        (#""schemaVersion":2"#, #""x":2"#, "'schemaVersion' is missing"),
        (#""size":0"#, #""size":-1"#, "'layers[0].size': the size -1 is negative"),
        (#""size":0"#, #""size":0.5"#, "'layers[0].size' is a real number, not an integer"),
        (#""size":0"#, #""size":"0""#, "'layers[0].size' is a string, not an integer"),
        (#""n":"v""#, #""n":1"#, "'layers[0].annotations.n' is an integer, not a string"),
        (#""os":"linux","#, "", "'layers[0].platform.os' is missing"),
        (#""artifactType":"a/b""#, #""artifactType":"a""#, "'layers[0].artifactType': 'a' is not a media type"),
        (#""layers":["#, #""layers":[[],"#, "'layers[0]' is an array, not an object"),
        (
            #""subject":{"digest":"DIGEST""#, #""subject":{"digest":"md5:0""#,
            "'subject.digest': 'md5:0' is not a digest: it does not begin with 'sha256:'"
        ),
        (#""config":{"#, #""config":null,"x":{"#, "'config' is null, not an object"),
    ])
    func `names what is wrong with a manifest`(part: String, replacement: String, message: String) throws {
        let text = Self.manifest.replacing(part, with: replacement)
        #expect(text != Self.manifest)
        let json = try Self.parse(text)
        let error = #expect(throws: JSONError.self) { try Manifest(json) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        (#""type":"layers""#, #""type":"tree""#, "'rootfs.type': only 'layers' is known"),
        (
            #"["DIGEST"]"#, #"["DIGEST","x"]"#,
            "'rootfs.diff_ids[1]': 'x' is not a digest: it does not begin with 'sha256:'"
        ),
        (#""architecture":"amd64","#, "", "'architecture' is missing"),
        (#""Cmd":["info"]"#, #""Cmd":"info""#, "'config.Cmd' is a string, not an array"),
        (#""Env":["PATH=/bin","A=1"]"#, #""Env":["PATH=/bin",1]"#, "'config.Env[1]' is an integer, not a string"),
        (#""empty_layer":true"#, #""empty_layer":"yes""#, "'history[0].empty_layer' is a string, not a boolean"),
    ])
    func `names what is wrong with a configuration`(part: String, replacement: String, message: String) throws {
        let text = Self.config.replacing(part, with: replacement)
        #expect(text != Self.config)
        let json = try Self.parse(text)
        let error = #expect(throws: JSONError.self) { try ImageConfig(json) }
        #expect(error?.description == message)
    }
}
