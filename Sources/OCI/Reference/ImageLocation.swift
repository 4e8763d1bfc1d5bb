public import SystemPackage

/// Where an image is copied from or to: a place, and which of the images there.
///
/// Source: containers-transports(5) for the forms with a transport; a bare name is in the local store.
public enum ImageLocation: Hashable, Sendable, CustomStringConvertible {
    /// `NAME[:TAG|@DIGEST]` in the local store, or `oci:DIR[:TAG|@DIGEST]`.
    case layout(ImageReference)
    /// `oci-archive:FILE[:TAG|@DIGEST]`: an image layout as a tar archive.
    case layoutArchive(FilePath, ImageReference.Selector)
    /// `docker-archive:FILE[:NAME[:TAG]|@DIGEST]`: what `docker save` writes.
    case dockerArchive(FilePath, ImageReference.Selector)
    /// `docker://HOST/NAME[:TAG|@DIGEST]`: a repository of a registry.
    case registry(RegistryReference)

    /// Parses any of the forms.
    ///
    /// - Throws: ``ReferenceError`` where a grammar is not kept, and for transports that are not known.
    public init(_ text: String) throws(ReferenceError) {
        if text.hasPrefix(RegistryReference.transport) {
            self = .registry(try RegistryReference(text))
        } else if text.hasPrefix(ImageLocation.layoutArchiveTransport) {
            let (file, selector) = try ImageReference.place(
                text.dropFirst(ImageLocation.layoutArchiveTransport.count), in: text)
            guard let file else { throw .archive(text) }
            self = .layoutArchive(file, selector)
        } else if text.hasPrefix(ImageLocation.dockerArchiveTransport) {
            let (file, selector) = try ImageReference.place(
                text.dropFirst(ImageLocation.dockerArchiveTransport.count), in: text)
            guard let file else { throw .archive(text) }
            self = .dockerArchive(file, try ImageLocation.named(selector))
        } else {
            self = .layout(try ImageReference(text))
        }
    }

    /// The beginning of a reference to an image layout in a tar archive.
    static let layoutArchiveTransport = "oci-archive:"
    /// The beginning of a reference to what `docker save` writes.
    static let dockerArchiveTransport = "docker-archive:"

    /// In a Docker archive a tag is an image's whole name, and `latest` where none is said.
    private static func named(_ selector: ImageReference.Selector) throws(ReferenceError) -> ImageReference.Selector {
        guard case .tag(let name) = selector else { return selector }
        return .tag(try ImageName(name.description).refName())
    }

    /// The tag that the location names; nil where it names a digest, or nothing but a place.
    public var tag: String? {
        switch self {
        case .layout(let reference): ImageLocation.tag(of: reference.selector)
        case .layoutArchive(_, let selector), .dockerArchive(_, let selector): ImageLocation.tag(of: selector)
        case .registry(let reference):
            if case .tag(let tag) = reference.selector { tag } else { nil }
        }
    }

    private static func tag(of selector: ImageReference.Selector) -> String? {
        if case .tag(let name) = selector { name.description } else { nil }
    }

    /// The location as it would be typed.
    public var description: String {
        switch self {
        case .layout(let reference): reference.description
        case .layoutArchive(let file, let selector): "\(ImageLocation.layoutArchiveTransport)\(file)\(selector.suffix)"
        case .dockerArchive(let file, let selector): "\(ImageLocation.dockerArchiveTransport)\(file)\(selector.suffix)"
        case .registry(let reference): reference.description
        }
    }
}

extension ImageReference.Selector {
    /// What follows a path: `:TAG`, `@DIGEST` or nothing.
    fileprivate var suffix: String {
        switch self {
        case .only: ""
        case .tag(let name): ":\(name)"
        case .digest(let digest): "@\(digest)"
        }
    }
}
