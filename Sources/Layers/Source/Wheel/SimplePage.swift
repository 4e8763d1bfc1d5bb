import HTTP
import OCI

/// The page of one project in a simple repository: the files that it offers.
///
/// Source: "Simple repository API" (PEP 503 in HTML, PEP 691 and 700 in JSON), version 1.
struct SimplePage: Sendable {
    /// One file.
    struct File: Hashable, Sendable {
        let name: String
        let url: HTTPURL
        let size: Int64?
        let digest: Digest?
        /// When it came, in ISO 8601 and UTC, where the index tells it.
        var uploaded: String?
        /// Whether its project has withdrawn it (PEP 592).
        var isYanked = false
    }

    let files: [File]

    /// Whether the index tells when files came.
    var tellsTimes: Bool { files.contains { $0.uploaded != nil } }

    /// What is asked for, by preference.
    static let accept =
        "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
    /// The largest page that is read.
    static let limit = 64 << 20

    /// Reads an answer by its content type. Throws `WheelError.page`.
    init(_ response: HTTPResponse) throws(WheelError) {
        let type = (response.headers["content-type"] ?? "").prefix { $0 != ";" }.lowercased()
        if type.hasSuffix("json") {
            try self.init(json: response.body, base: response.url)
        } else {
            try self.init(html: response.body, base: response.url)
        }
    }

    /// Reads JSON. Throws `WheelError.page`.
    init(json bytes: [UInt8], base: HTTPURL) throws(WheelError) {
        do throws(JSONError) {
            let page = try JSONField(JSON(parsing: bytes, limits: JSONLimits(bytes: Self.limit, depth: 32))).object()
            let version = try page.required("meta").object().required("api-version")
            guard try version.string().hasPrefix("1.") else { throw version.invalid("only version 1 is known") }
            var files: [File] = []
            for element in try page.required("files").elements() {
                let file = try element.object()
                let (name, reference) = (try file.required("filename").string(), try file.required("url").string())
                let digest = try file.optional("hashes")?.object().optional("sha256")?.string()
                let size = try file.optional("size").map { field throws(JSONError) in try field.integer() }
                let uploaded = try file.optional("upload-time")?.string()
                guard let url = Self.resolve(reference, base) else { continue }
                files.append(
                    File(
                        name: name, url: url, size: size, digest: digest.flatMap { try? Digest(hex: $0) },
                        uploaded: uploaded, isYanked: Self.isYanked(file.optional("yanked"))))
            }
            self.files = files
        } catch { throw .page(base.redacted, reason: error.description) }
    }

    /// Reads the anchors of HTML. Throws `WheelError.page`.
    init(html bytes: [UInt8], base: HTTPURL) throws(WheelError) {
        guard bytes.count <= Self.limit else { throw .page(base.redacted, reason: "it is too large") }
        var base = base
        var files: [File] = []
        var tags = MarkupTags(bytes)
        while let tag = tags.next() {
            guard let reference = tag.reference else { continue }
            if tag.name == "base" {
                base = Self.resolve(reference, base) ?? base
            } else if tag.name == "a", let url = Self.resolve(reference, base), let name = Self.fileName(of: url) {
                let fragment = reference.split(separator: "#", maxSplits: 1).dropFirst().first ?? ""
                let digest = fragment.hasPrefix("sha256=") ? try? Digest(hex: fragment.dropFirst(7).prefix(64)) : nil
                files.append(File(name: name, url: url, size: nil, digest: digest))
            }
        }
        self.files = files
    }

    /// Whether the field withdraws: by `true`, or by a reason.
    private static func isYanked(_ field: JSONField?) -> Bool {
        guard let field else { return false }
        return (try? field.bool()) ?? true
    }

    /// The last part of a URL's path, decoded.
    static func fileName(of url: HTTPURL) -> String? {
        let encoded = Array(url.path.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }.reversed())
        return percentDecoded(encoded).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Undoes percent-encoding; nil for a damaged one.
    static func percentDecoded(_ text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    /// What a link means; nil for one that leads nowhere, or from `https` to `http`.
    private static func resolve(_ reference: String, _ base: HTTPURL) -> HTTPURL? {
        guard let url = try? base.resolving(reference: reference) else { return nil }
        return base.scheme == .https && url.scheme == .http ? nil : url
    }
}
