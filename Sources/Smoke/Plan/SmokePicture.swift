public import OCI

/// A picture that an OCR test reads: its name in the sandbox and the blob that holds it.
public struct SmokePicture: Hashable, Sendable {
    /// The file's name, a single path component of letters, digits, `.`, `_` and `-`.
    public let name: String
    /// The blob, of the media type `image/png` or `image/jpeg`.
    public let blob: Descriptor

    /// A picture from its parts.
    ///
    /// - Throws: ``JSONError/value(path:reason:)`` for a name that is no plain file name, or another media type.
    public init(name: String, blob: Descriptor) throws(JSONError) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, (1...200).contains(name.utf8.count), !name.hasPrefix(".") else {
            throw .value(path: "picture.name", reason: "'\(name.prefix(100))' is not a plain file name")
        }
        guard ["image/png", "image/jpeg"].contains(blob.mediaType.description) else {
            throw .value(
                path: "picture.blob.mediaType", reason: "\(blob.mediaType) is neither image/png nor image/jpeg")
        }
        guard blob.size <= SmokePicture.maximumSize else {
            throw .value(
                path: "picture.blob.size", reason: "\(blob.size) bytes are more than \(SmokePicture.maximumSize)")
        }
        self.name = name
        var blob = blob
        blob.annotations = [Annotation.title: name]
        self.blob = blob
    }

    /// 64 MiB.
    static let maximumSize: Int64 = 64 << 20

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["name", "blob"])
        do {
            try self.init(name: object.required("name").string(), blob: Descriptor(object.required("blob")))
        } catch {
            if case .value(_, let reason) = error { throw field.invalid(reason) }
            throw error
        }
    }

    var json: JSON {
        let bare = Descriptor(mediaType: blob.mediaType, digest: blob.digest, size: blob.size)
        return ["name": .string(name), "blob": bare.json]
    }
}
