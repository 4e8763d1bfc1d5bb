import HTTP
import OCI
import SystemPackage
import Testing
import TestSupport

@testable import Layers

struct WheelIndexTests {
    private let html = """
        <!DOCTYPE html><html><head><base href="../files/"></head><body><!-- <a href="evil-1-py3-none-any.whl"> -->
        <a href='demo-1.0-py3-none-any.whl#sha256=6666666666666666666666666666666666666666666666666666666666666666'
           data-requires-python="&gt;=3.8">demo</a><A class=x HREF=demo-1.0%2Bcpu-py3-none-any.whl?a=1&amp;b=2>y</A>
        <a href="http://other.example/demo-2.0-py3-none-any.whl">plain</a><a name=z>none</a><a href="file:///etc/passwd">no</a>
        """

    @Test func `reads a page in HTML`() throws {
        let page = try SimplePage(html: Array(html.utf8), base: HTTPURL("https://index.example/simple/demo/"))
        #expect(
            page.files.map { "\($0.name) \($0.url) \($0.digest?.short ?? "-")" } == [
                "demo-1.0-py3-none-any.whl https://index.example/simple/files/demo-1.0-py3-none-any.whl 666666666666",
                "demo-1.0+cpu-py3-none-any.whl "
                    + "https://index.example/simple/files/demo-1.0%2Bcpu-py3-none-any.whl?a=1&b=2 -",
            ])
    }

    @Test func `survives a page that is cut off anywhere`() throws {
        let base = try HTTPURL("https://index.example/simple/demo/")
        for count in 0..<html.utf8.count { _ = try SimplePage(html: Array(html.utf8.prefix(count)), base: base) }
    }

    @Test(arguments: [
        (#"{"meta":{"api-version":"2.0"},"files":[]}"#, "'meta.api-version': only version 1 is known"),
        (#"{"files":[]}"#, "'meta' is missing"), (#"{"meta":{"api-version":"1.1"}}"#, "'files' is missing"),
        (#"{"meta":{"api-version":"1.1"},"files":[{"url":"x"}]}"#, "'files[0].filename' is missing"),
    ])
    func `refuses a page in JSON`(text: String, reason: String) throws {
        let base = try HTTPURL("https://index.example/simple/demo/")
        #expect(throws: WheelError.page("https://index.example/simple/demo/", reason: reason)) {
            try SimplePage(json: Array(text.utf8), base: base)
        }
    }

    @Test func `locates a file by its exact name at every place of an index`() async throws {
        let json =
            #"{"meta":{"api-version":"1.1"},"files":[{"filename":"demo-1.0-py3-none-any.whl","url":"../../f/1","#
            + #""hashes":{},"size":7},{"filename":"demo-1.0-py3-none-any.whl.metadata","url":"../../f/2","hashes":{}}]}"#
        let first = try LoopbackServer([
            "/simple/demo/": { request in
                .init(headers: [("Content-Type", "application/vnd.pypi.simple.v1+json")], body: Array(json.utf8))
            }
        ])
        let second = try LoopbackServer([
            "/root/demo/": { _ in
                .init(
                    headers: [("Content-Type", "text/html")], body: Array(#"<a href="demo-1.0-py3-none-any.whl">"#.utf8)
                )
            }
        ])
        let empty = try LoopbackServer([:])
        let broken = try LoopbackServer(["/demo/": { _ in .status(403, "no") }])
        try await withTemporaryDirectory { directory in
            try directory.appending("demo-1.0-py3-none-any.whl").replace(with: [1])
            let indexes = try PythonIndexes([
                .pypi: [
                    .simple(HTTPURL(first.url("/simple/"))), .simple(HTTPURL(second.url("/root"))),
                    .simple(HTTPURL(empty.url("/simple"))), .simple(HTTPURL(broken.url("/"))), .directory(directory),
                ],
                PythonIndexName("broken"): [.simple(HTTPURL(broken.url("/")))],
                PythonIndexName("empty"): [.simple(HTTPURL(empty.url("/")))],
            ])
            let client = PythonIndexClient(HTTPClient(HTTPOptions(userAgent: "test/1")), indexes: indexes)
            let file = try WheelFileName("demo-1.0-py3-none-any.whl")
            let (found, error, none) = try await runBlocking {
                (
                    try client.locate(file, index: .pypi),
                    #expect(throws: HTTPError.self) { try client.locate(file, index: PythonIndexName("broken")) },
                    try client.locate(file, index: PythonIndexName("empty"))
                )
            }
            #expect(
                found == [
                    .url(try HTTPURL(first.url("/f/1"))),
                    .url(try HTTPURL(second.url("/root/demo/demo-1.0-py3-none-any.whl"))),
                    .file(directory.appending("demo-1.0-py3-none-any.whl")),
                ])
            #expect(first.requests.map { $0["accept"] } == [SimplePage.accept])
            guard case .status(_, 403, _, _) = error else { throw WheelError.noIndex }
            #expect(none == [])
            #expect(throws: WheelError.unknownIndex(try PythonIndexName("other"))) {
                try client.locate(file, index: PythonIndexName("other"))
            }
        }
    }

    @Test func `reads pip's settings by their precedence`() throws {
        let listing = """
            :env:.find-links='/opt/wheels file:///opt/more%20wheels https://host.example/links.html'
            global.cert='/etc/ca.pem'
            global.index-url='https://one.example/simple'
            install.index-url='https://two.example/simple/'
            global.extra-index-url="\\nhttps://three.example/simple\\nhttps://four.example/it's"
            """
        let configuration = try PipConfiguration(settings: PipConfiguration.settings(listing))
        #expect(configuration.certificates == "/etc/ca.pem")
        #expect(configuration.ignored == ["https://host.example/links.html"])
        #expect(
            configuration.places == [
                .simple(try HTTPURL("https://two.example/simple/")),
                .simple(try HTTPURL("https://three.example/simple")),
                .simple(try HTTPURL("https://four.example/it's")), .directory("/opt/wheels"),
                .directory("/opt/more wheels"),
            ])
    }

    @Test func `shows no password of pip's settings`() {
        let expected = WheelError.pipSetting(
            "index-url", reason: "it is no http or https URL, or holds a user or password; use ~/.netrc")
        #expect(throws: expected) {
            try PipConfiguration(settings: ["index-url": "https://me:secret@host.example/simple"])
        }
    }

    @Test func `asks no index where pip is told so`() throws {
        let settings = ["index-url": "https://one.example/simple", "no-index": "true", "find-links": "/opt/wheels"]
        #expect(try PipConfiguration(settings: settings).places == [.directory("/opt/wheels")])
    }
}
