/// What stopped a transfer.
public enum HTTPError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A text is no URL that this module speaks.
    case invalidURL(text: String, fault: HTTPURL.Fault)
    /// A reference leads to no URL that this module speaks.
    case invalidReference(base: HTTPURL, reference: String, fault: HTTPURL.Fault)
    /// A path has an empty segment, or one that is `.` or `..`.
    case invalidPath(base: HTTPURL, path: String)
    /// A header field's name or value cannot be sent, or only the client may write it.
    case invalidHeader(name: String)
    /// A user, password or token cannot be sent.
    case invalidCredential
    /// libcurl could not be set up: its code and message.
    case setup(code: UInt32, message: String)
    /// libcurl gave up: its code and message.
    case transport(url: HTTPURL, code: UInt32, message: String)
    /// The server answered with a status other than success; how many seconds it asks to wait, the begin of its body.
    case status(url: HTTPURL, status: Int, retryAfter: Int64?, excerpt: String)
    /// The header fields are longer than the limit.
    case headerLimitExceeded(url: HTTPURL, limit: Int)
    /// The body is longer than the limit.
    case limitExceeded(url: HTTPURL, limit: Int64)
    /// The body ended early; `expected` is nil where the server did not tell the size.
    case truncated(url: HTTPURL, expected: Int64?, actual: Int64)
    /// The server does not go on where it was asked to, and beginning anew did not help.
    case resumeFailed(url: HTTPURL, offset: Int64)
    /// The header fields contradict each other, as two different lengths do.
    case malformedResponse(url: HTTPURL, field: String)
    /// More redirects than allowed.
    case tooManyRedirects(url: HTTPURL, limit: Int)
    /// A redirect leads from `https` to `http`.
    case downgrade(from: HTTPURL, to: HTTPURL)
    /// A redirect would carry a request that changes something to another origin.
    case redirectRefused(from: HTTPURL, to: HTTPURL)
    /// The whole call took longer than allowed.
    case deadlineExceeded(url: HTTPURL, deadline: Duration)
    /// The caller stopped the transfer.
    case cancelled(url: HTTPURL)

    /// One sentence: what was being done, to what, what happened, and the next step where there is one.
    public var description: String {
        switch self {
        case .invalidURL(let text, let fault):
            "reading the URL '\(printable(text))': \(fault)"
        case .invalidReference(let base, let reference, let fault):
            "following '\(printable(reference))' from \(base.redacted): \(fault)"
        case .invalidPath(let base, let path):
            "joining '\(printable(path))' to \(base.redacted): a segment is empty, '.' or '..'"
        case .invalidHeader(let name):
            "writing the header field '\(printable(name))': its name or value cannot be sent, or is the client's to write"
        case .invalidCredential:
            "reading a credential: it is empty or holds characters that cannot be sent; check the configured login"
        case .setup(let code, let message):
            "setting up libcurl: \(printable(message)) (code \(code)); check the proxy and the certificate file"
        case .transport(let url, let code, let message):
            "fetching \(url.redacted): \(printable(message)) (libcurl code \(code)); \(Self.nextStep(code))"
        case .status(let url, let status, let retryAfter, let excerpt):
            "fetching \(url.redacted): the server answered \(status)"
                + (retryAfter.map { ", asking to wait \($0) s" } ?? "")
                + (excerpt.isEmpty ? "" : ": '\(printable(excerpt))'") + "; \(Self.nextStep(status: status))"
        case .headerLimitExceeded(let url, let limit):
            "fetching \(url.redacted): the header fields are longer than \(limit) bytes"
        case .limitExceeded(let url, let limit):
            "fetching \(url.redacted): the body is longer than the \(limit) bytes expected at most"
        case .truncated(let url, let expected, let actual):
            "fetching \(url.redacted): the body ended after \(actual)"
                + (expected.map { " of \($0)" } ?? "") + " bytes; try again, or use another mirror"
        case .resumeFailed(let url, let offset):
            "resuming \(url.redacted) at byte \(offset): the server does not go on there; use another mirror"
        case .malformedResponse(let url, let field):
            "fetching \(url.redacted): the header field '\(field)' contradicts itself or another"
        case .tooManyRedirects(let url, let limit):
            "fetching \(url.redacted): more than \(limit) redirects; give the URL that they lead to"
        case .downgrade(let from, let to):
            "fetching \(from.redacted): redirected to \(to.redacted), which is not encrypted; give an https URL that stays so"
        case .redirectRefused(let from, let to):
            "sending to \(from.redacted): redirected to \(to.redacted), another origin; name that one if it is trusted"
        case .deadlineExceeded(let url, let deadline):
            "fetching \(url.redacted): not done within \(deadline); try again, or allow more time"
        case .cancelled(let url):
            "fetching \(url.redacted): cancelled"
        }
    }

    private static func nextStep(_ code: UInt32) -> String {
        switch code {
        case 5: "check the proxy's name"
        case 6: "check the host's name and the network"
        case 35, 60, 77: "check the clock and the certificate authorities"
        default: "check the network and the proxy, and try again"
        }
    }

    private static func nextStep(status: Int) -> String {
        switch status {
        case 401, 403: "check the credentials for this host"
        case 404, 410: "check the address"
        case 408, 429, 500...: "try again later, or use another mirror"
        default: "check the address and the server"
        }
    }
}

extension HTTPURL.Fault: CustomStringConvertible {
    /// What is wrong, and what would be right.
    public var description: String {
        switch self {
        case .tooLong: "longer than \(HTTPURL.longest) bytes"
        case .controlCharacter: "a control character is in it"
        case .scheme: "only http:// and https:// are spoken here"
        case .credentials: "a user or password is in it; configure credentials for the host instead"
        case .host: "the host is no name in ASCII and no address; write an international name in its xn-- form"
        case .port: "the port is not between 1 and 65535"
        case .malformed(let message): printable(message)
        }
    }
}

/// A text from outside, fit for a terminal: all but visible ASCII and blanks is escaped, and only the start is shown.
func printable(_ text: String) -> String {
    let longest = 300
    var shown = ""
    for scalar in text.unicodeScalars.prefix(longest) {
        let plain = scalar.value >= 0x20 && scalar.value < 0x7F
        shown += plain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
    return text.unicodeScalars.dropFirst(longest).isEmpty ? shown : shown + "…"
}
