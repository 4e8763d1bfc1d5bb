import Testing

@testable import ModelRuntime

/// What each route answers, with stand-ins for the models.
@Suite(.timeLimit(.minutes(2)))
struct ServeRouteTests {
    @Test(
        arguments: [
            (
                "GET", "/nowhere", nil, "", 404,
                #"there is no \"/nowhere\", only /v1/ocr, /v1/sentiment, /healthz, /readyz, /metrics"#
            ),
            ("GET", "/v1/ocr", nil, "", 405, "/v1/ocr does not answer GET, only POST"),
            ("POST", "/healthz", nil, "", 405, "/healthz does not answer POST, only GET and HEAD"),
            (
                "POST", "/v1/ocr", nil, "x", 415,
                "there is no Content-Type, /v1/ocr takes image/png, image/jpeg, application/octet-stream"
            ),
            (
                "POST", "/v1/ocr", "image/gif", "x", 415,
                #"the Content-Type is \"image/gif\", /v1/ocr takes image/png, image/jpeg, application/octet-stream"#
            ),
            ("POST", "/v1/ocr", "image/png", "x", 415, "the body is neither a PNG nor a JPEG picture"),
            ("POST", "/v1/ocr", "image/png", "", 400, "the body is empty: it has to be a PNG or a JPEG picture"),
            ("POST", "/v1/ocr", "image/png", "break", 500, "could not run /m: it broke"),
            (
                "POST", "/v1/sentiment", "text/html", "x", 415,
                #"the Content-Type is \"text/html\", /v1/sentiment takes application/json, text/plain"#
            ),
            (
                "POST", "/v1/sentiment", "text/plain; charset=GBK", "x", 415,
                #"the charset is \"gbk\", only utf-8 is read"#
            ),
            ("POST", "/v1/sentiment", "application/json", "", 400, "the body is not JSON: the text ends too early"),
            (
                "POST", "/v1/sentiment", "application/json", "[]", 400,
                #"the body is no question: \"the document\" must be an object, not array"#
            ),
            ("POST", "/v1/sentiment", "application/json", "{}", 400, #"the body is no question: \"text\" is missing"#),
            (
                "POST", "/v1/sentiment", "application/json", #"{"text":1}"#, 400,
                #"the body is no question: \"text\" must be a string, not integer"#
            ),
            (
                "POST", "/v1/sentiment", "application/json", #"{"texts":[]}"#, 400,
                #"the body is no question: \"texts\" is empty"#
            ),
            (
                "POST", "/v1/sentiment", "application/json", #"{"texts":["a",null]}"#, 400,
                #"the body is no question: \"texts\" must be an array of strings, not one of null"#
            ),
            (
                "POST", "/v1/sentiment", "application/json", #"{"text":"a","texts":["b"]}"#, 400,
                #"the body is no question: unknown key \"text\""#
            ),
            (
                "POST", "/v1/sentiment", "application/json", #"{"texts":["a","break"]}"#, 500,
                "could not run /m: it broke"
            ),
        ] as [(String, String, String?, String, Int, String)])
    func `says what is wrong with a request`(
        method: String, path: String, type: String?, body: String, status: Int, sentence: String
    ) throws {
        let server = try ServeFixture()
        let answer = try server.ask(method, path, type, Array(body.utf8))
        #expect(answer.status == status)
        #expect(answer.body == "{\"error\":\"\(sentence)\"}\n")
        #expect(answer.headers["content-type"] == "application/json")
        #expect(answer.headers["connection"] == nil)
        let allowed = status == 405 ? (method == "GET" ? "POST" : "GET, HEAD") : nil
        #expect(answer.headers["allow"] == allowed)
    }

    @Test
    func `answers each route`() throws {
        let server = try ServeFixture()
        let picture = try InputFile(RepositoryFiles.fixture("rgb.jpg")).contents(limit: 1 << 20)
        #expect(try server.ask("POST", "/v1/ocr", "image/jpeg", picture).body == "{\"width\":32,\"height\":16}\n")
        #expect(try server.judge("很好吃").body == "{\"label\":\"length\",\"score\":3}\n")
        let json = "application/json; charset=UTF-8"
        #expect(
            try server.ask("POST", "/v1/sentiment", json, Array(#"{"text":"很好"}"#.utf8)).body
                == "{\"label\":\"length\",\"score\":2}\n")
        #expect(
            try server.ask("POST", "/v1/sentiment?x=1", json, Array(#"{"texts":["很好"]}"#.utf8)).body
                == "[{\"label\":\"length\",\"score\":2}]\n")
        #expect(try server.ask("GET", "/healthz").body == "{\"status\":\"ok\"}\n")
        #expect(try server.ask("GET", "/readyz").body == "{\"status\":\"ready\"}\n")
        let metrics = try server.ask("GET", "/metrics")
        #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    }

    @Test
    func `tells a damaged picture from one of another format`() throws {
        let server = try ServeFixture()
        let picture = try InputFile(RepositoryFiles.fixture("cut.png")).contents(limit: 1 << 20)
        let answer = try server.ask("POST", "/v1/ocr", "image/png", picture)
        #expect(answer.status == 400)
        #expect(answer.body.hasPrefix("{\"error\":\"could not decode the body as PNG: "))
    }

    @Test
    func `does not serve a model that it was not given`() throws {
        let server = try ServeFixture(ServedModels(sentiment: StubJudge())) { $0.ocrModel = nil }
        let answer = try server.ask("POST", "/v1/ocr", "image/png", [1])
        #expect(answer.status == 404)
        #expect(answer.body == "{\"error\":\"no model is behind /v1/ocr: start serve with --ocr-model\"}\n")
        #expect(try server.judge("a").status == 200)
    }

    @Test
    func `answers requests of one connection in their order, after refusals too`() throws {
        let server = try ServeFixture()
        let client = try server.client()
        client.request("POST", "/v1/sentiment", [("Content-Type", "text/plain")], Array("abc".utf8))
        client.request("POST", "/v1/sentiment", [("Content-Type", "image/png")], Array("abcd".utf8))
        client.request("HEAD", "/healthz")
        client.request("POST", "/v1/sentiment", [("Content-Type", "text/plain")], Array("break".utf8))
        client.request("GET", "/healthz")
        #expect(try client.answer().body == "{\"label\":\"length\",\"score\":3}\n")
        #expect(try client.answer().status == 415)
        let head = try client.answer(isHead: true)
        #expect(head.status == 200 && head.headers["content-length"] == "16")
        #expect(try client.answer().status == 500)
        #expect(try client.answer().body == "{\"status\":\"ok\"}\n")
    }

    @Test
    func `tells a client that waits for it to go on, or not to`() throws {
        let server = try ServeFixture()
        let fields = "Host: t\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\n"
        let client = try server.client()
        client.send("POST /v1/sentiment HTTP/1.1\r\n\(fields)Content-Length: 2\r\n\r\n")
        #expect(try client.answer().status == 100)
        client.send("ab")
        #expect(try client.answer().body == "{\"label\":\"length\",\"score\":2}\n")
        client.send("POST /v1/sentiment HTTP/1.1\r\n\(fields)Content-Length: 99999999\r\n\r\n")
        let refusal = try client.answer()
        #expect(refusal.status == 413)
        #expect(refusal.headers["connection"] == "close")
    }

    @Test
    func `closes for HTTP 1.0 and for a client that asks for it`() throws {
        let server = try ServeFixture()
        for request in [
            "GET /healthz HTTP/1.0\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n",
        ] {
            let client = try server.client()
            client.send(request)
            let answer = try client.answer()
            #expect(answer.status == 200)
            #expect(answer.headers["connection"] == "close")
            #expect(client.isClosed())
        }
    }

    @Test(
        arguments: [
            ("GARBAGE\r\n\r\n", 400), ("GET /healthz HTTP/1.1\r\nHost: t\r\nno colon\r\n\r\n", 400),
            ("POST /v1/ocr HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
            ("GET /healthz HTTP/1.1\r\nHost: t\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n", 431),
            ("GET /\(String(repeating: "x", count: 200_000)) HTTP/1.1\r\n\r\n", 431),
        ])
    func `answers what is no request, and closes`(bytes: String, status: Int) throws {
        let server = try ServeFixture()
        let client = try server.client()
        client.send(bytes)
        let answer = try client.answer()
        #expect(answer.status == status)
        #expect(answer.body.hasPrefix("{\"error\":"))
        #expect(client.isClosed())
        #expect(try server.judge("a").status == 200)
    }
}
