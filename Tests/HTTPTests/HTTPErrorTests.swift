import HTTP
import Testing

struct HTTPErrorTests {
    private static func url() throws -> HTTPURL { try HTTPURL("https://h/a?signature=secret") }

    @Test func `says what was done, to what, what happened and what to do`() throws {
        let url = try Self.url()
        let sentences: [(HTTPError, String)] = [
            (
                .status(url: url, status: 404, retryAfter: nil, excerpt: "\u{1B}[31mno\n"),
                "fetching https://h/a?…: the server answered 404: '\\u{1b}[31mno\\u{a}'; check the address"
            ),
            (
                .status(url: url, status: 429, retryAfter: 900, excerpt: ""),
                "fetching https://h/a?…: the server answered 429, asking to wait 900 s; try again later, or use another mirror"
            ),
            (
                .transport(url: url, code: 6, message: "Could not resolve host: h"),
                "fetching https://h/a?…: Could not resolve host: h (libcurl code 6); check the host's name and the network"
            ),
            (
                .truncated(url: url, expected: 9, actual: 3),
                "fetching https://h/a?…: the body ended after 3 of 9 bytes; try again, or use another mirror"
            ),
            (
                .limitExceeded(url: url, limit: 9),
                "fetching https://h/a?…: the body is longer than the 9 bytes expected at most"
            ),
            (
                .deadlineExceeded(url: url, deadline: .seconds(2)),
                "fetching https://h/a?…: not done within 2.0 seconds; try again, or allow more time"
            ),
            (
                .invalidURL(text: "ftp://h", fault: .scheme),
                "reading the URL 'ftp://h': only http:// and https:// are spoken here"
            ),
        ]
        for (error, sentence) in sentences { #expect(error.description == sentence) }
    }
}
