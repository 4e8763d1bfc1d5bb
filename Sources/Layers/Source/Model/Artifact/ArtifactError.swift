public import Archive
public import OCI

/// Why an artifact's layers are no files of a model.
public enum ArtifactError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No layer is of a kind that is taken unasked.
    case noLayer(PinnedImage, types: [String])
    /// No layer is of the type that the recipe names.
    case noType(PinnedImage, MediaType, types: [String])
    /// A layer does not say what its file is called.
    case noName(PinnedImage, Digest)
    /// A layer calls its file what no file may be called.
    case name(PinnedImage, Digest, String)
    /// No file of the artifact is the one that the recipe wants.
    case noFile(PinnedImage, String, known: [String])
    /// More than one file of the artifact is the one that the recipe wants.
    case ambiguous(PinnedImage, String)
    /// An entry of an archive is a link or a device.
    case notAFile(Digest, TarPath)
    /// A path stands in an archive twice.
    case twice(Digest, TarPath)
    /// An archive no longer holds what the lock says.
    case member(Digest, TarPath)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .noLayer(let image, let types):
            "\(image) has no layer of ModelPack's types, but \(list(types)); name the one to take with 'media-type'"
        case .noType(let image, let type, let types): "\(image) has no layer of the type \(type), but \(list(types))"
        case .noName(let image, let layer):
            "the layer \(layer) of \(image) does not say what its file is called; write files: {NAME: \(layer)}"
        case .name(let image, let layer, let text):
            "the layer \(layer) of \(image) calls its file '\(text.prefix(200))', which is no path below the model; "
                + "write files: {NAME: \(layer)}"
        case .noFile(let image, let text, let known): "\(image) has no file '\(text)'; it has \(list(known))"
        case .ambiguous(let image, let text): "\(image) has two files '\(text)'; name the layer by its digest"
        case .notAFile(let layer, let path):
            "'\(path)' in the archive \(layer) is neither a file nor a directory, and a model's layer holds files alone"
        case .twice(let layer, let path): "'\(path)' stands in the archive \(layer) twice"
        case .member(let layer, let path):
            "'\(path)' is not in the archive \(layer) as the lock says; lock the recipe anew"
        }
    }

    private func list(_ texts: [String]) -> String {
        let shown = texts.prefix(20).map { String($0.prefix(200)) }.joined(separator: ", ")
        return texts.isEmpty ? "none" : shown + (texts.count > 20 ? " and \(texts.count - 20) more" : "")
    }
}
