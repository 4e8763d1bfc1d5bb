/// Why a text names no image.
public enum ReferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    case name(String)
    case tag(String)
    case refName(String)
    case digest(String, DigestError)
    case transport(String, String)
    case layout(String)
    case archive(String)
    case registry(String)
    case notPinned(String)
    case archiveTarget(String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .name(let text):
            "'\(text)' is not an image's name: lowercase letters, digits and single . _ - between them, parts joined by /"
        case .tag(let text): "'\(text)' is not a tag: up to 128 letters, digits and . _ -, not beginning with . or -"
        case .refName(let text): "'\(text)' is not a tag of an image layout (org.opencontainers.image.ref.name)"
        case .digest(let text, let error): "'\(text)' names no image: \(error)"
        case .layout(let text): "'\(text)' is not oci:DIR, oci:DIR:TAG or oci:DIR@DIGEST, with a DIR that has no colon"
        case .archive(let text):
            "'\(text)' is not TRANSPORT:FILE, TRANSPORT:FILE:TAG or TRANSPORT:FILE@DIGEST, with a FILE that has no colon"
        case .archiveTarget(let text): "'\(text)' names a digest where an archive is written; name a tag, or nothing"
        case .notPinned(let text):
            "'\(text)' can be another image tomorrow; name it by its digest: IMAGE@sha256:…, as 'skopeo inspect' prints it"
        case .registry(let text):
            "'\(text)' is not docker://HOST/NAME[:TAG|@DIGEST]; the registry's host must stand there, as docker.io"
        case .transport(let transport, let text):
            "'\(text)': '\(transport)' is not read by this command; copy the image to an image layout and name it oci:DIR:TAG"
        }
    }
}
