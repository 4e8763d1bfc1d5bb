public import SystemPackage

/// Where an image is: the IMAGE of the command line.
///
/// Source: containers-transports(5) for the forms with a transport; a bare name is in the local store.
public struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// The directory of the layout that holds the image; nil for the local store.
    public let layout: FilePath?
    /// Which of the images there.
    public let selector: Selector

    /// Which image of a layout is meant.
    public enum Selector: Hashable, Sendable {
        /// The only one that there is.
        case only
        /// The one with this tag.
        case tag(RefName)
        /// The one with this digest.
        case digest(Digest)
    }

    /// Parses `NAME[:TAG|@DIGEST]`, `@DIGEST`, `oci:DIR[:TAG|@DIGEST]`.
    ///
    /// - Throws: ``ReferenceError`` for what is none of these, and for transports that this command does not take.
    public init(_ text: String) throws(ReferenceError) {
        let transports = [
            "oci-archive:", "docker-archive:", "docker://", "docker-daemon:", "containers-storage:", "dir:",
        ]
        if let transport = transports.first(where: { text.hasPrefix($0) }) { throw .transport(transport, text) }
        if text.hasPrefix("oci:") {
            try self.init(layoutText: text.dropFirst(4), whole: text)
        } else {
            try self.init(storeText: text)
        }
    }

    /// An image of the local store, by its digest.
    public init(_ digest: Digest) {
        layout = nil
        selector = .digest(digest)
    }

    /// An image of a layout; of the local store without a directory.
    public init(layout: FilePath?, selector: Selector) {
        self.layout = layout
        self.selector = selector
    }

    private init(layoutText text: Substring, whole: String) throws(ReferenceError) {
        let (place, selector) = try ImageReference.place(text, in: whole)
        // The directory ends at the first colon: what is left of one stands before a digest.
        guard let place else { throw .layout(whole) }
        layout = place
        self.selector = selector
    }

    /// Splits `PATH[:TAG|@DIGEST]`; no path where it is empty, or holds a colon.
    static func place(
        _ text: Substring, in whole: String
    ) throws(ReferenceError) -> (path: FilePath?, selector: Selector) {
        let path: Substring
        let selector: Selector
        if let mark = text.range(ofDigestMark: "@sha256:") {
            path = text[..<mark]
            selector = .digest(try digest(text[text.index(after: mark)...], in: whole))
        } else if let colon = text.firstIndex(of: ":") {
            path = text[..<colon]
            selector = .tag(try RefName(text[text.index(after: colon)...]))
        } else {
            path = text
            selector = .only
        }
        return (path.isEmpty || path.contains(":") ? nil : FilePath(String(path)), selector)
    }

    private init(storeText text: String) throws(ReferenceError) {
        layout = nil
        if let mark = text[...].range(ofDigestMark: "@sha256:") {
            let name = text[..<mark]
            guard name.isEmpty || ImageName.isRepository(name) else { throw .name(text) }
            selector = .digest(try ImageReference.digest(text[text.index(after: mark)...], in: text))
        } else if text.hasPrefix("sha256:") {
            selector = .digest(try ImageReference.digest(text[...], in: text))
        } else {
            selector = .tag(try ImageName(text).refName())
        }
    }

    private static func digest(_ text: Substring, in whole: String) throws(ReferenceError) -> Digest {
        do { return try Digest(text) } catch { throw .digest(whole, error) }
    }

    /// The reference as it would be typed.
    public var description: String {
        let place = layout.map { "oci:\($0)" } ?? ""
        return switch selector {
        case .only: place
        case .tag(let name): place.isEmpty ? name.description : "\(place):\(name)"
        case .digest(let digest): "\(place)@\(digest)"
        }
    }
}

extension Substring {
    /// Where a digest begins, at its `@`.
    fileprivate func range(ofDigestMark mark: String) -> Index? {
        indices.first { self[$0] == "@" && self[$0...].hasPrefix(mark) }
    }
}
