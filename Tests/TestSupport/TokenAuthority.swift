public import SystemPackage

/// Signs the tokens that a registry believes, by the openssl tool.
///
/// Source: distribution's "Token Authentication Implementation": JSON web tokens, here with RS256 and the certificate.
public struct TokenAuthority: Sendable {
    /// What the registry calls itself.
    public static let service = "test-registry"
    /// Who signs.
    public static let issuer = "test-issuer"

    /// The certificate's file, as PEM.
    public let certificate: FilePath
    private let key: FilePath
    private let chain: [UInt8]

    /// Makes a key and its certificate.
    public init(in directory: FilePath) async throws {
        certificate = directory.appending("tokens.pem")
        key = directory.appending("tokens.key")
        try await Tool("openssl")(
            "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "2", "-subj", "/CN=tokens", "-keyout", key.string,
            "-out", certificate.string)
        chain = try await Tool("openssl")("x509", "-in", certificate.string, "-outform", "der")
    }

    /// A token that allows actions in repositories.
    public func token(for access: [(repository: String, actions: [String])]) async throws -> String {
        let entries = access.map { entry in
            let actions = entry.actions.map { "\"\($0)\"" }.joined(separator: ",")
            return #"{"type":"repository","name":"\#(entry.repository)","actions":[\#(actions)]}"#
        }
        let header = #"{"typ":"JWT","alg":"RS256","x5c":["\#(Self.base64(chain, isURL: false))"]}"#
        let claims =
            #"{"iss":"\#(Self.issuer)","sub":"","aud":"\#(Self.service)","exp":4102444800,"nbf":0,"iat":0,"jti":"1","#
            + #""access":[\#(entries.joined(separator: ","))]}"#
        let signed = [header, claims].map { Self.base64(Array($0.utf8), isURL: true) }.joined(separator: ".")
        let signature = try await Tool("openssl")("dgst", "-sha256", "-sign", key.string, input: Array(signed.utf8))
        return "\(signed).\(Self.base64(signature, isURL: true))"
    }

    private static func base64(_ bytes: [UInt8], isURL: Bool) -> String {
        let marks = isURL ? "-_" : "+/"
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(marks)".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = Array(bytes[start..<min(start + 3, bytes.count)])
            let bits = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < group.count ? UInt32(group[$1]) : 0) }
            for place in 0..<4 {
                if place <= group.count {
                    text.append(digits[Int(bits >> UInt32(18 - 6 * place) & 63)])
                } else if !isURL {
                    text.append(UInt8(ascii: "="))
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
