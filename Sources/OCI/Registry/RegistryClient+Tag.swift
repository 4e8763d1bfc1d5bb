import HTTP

extension RegistryClient {
    /// What a reference names now; nil where there is nothing.
    public func existing(_ reference: RegistryReference) throws(RegistryError) -> ManifestDocument? {
        do { return try manifest(reference) } catch {
            if case .refused(_, 404, _, _) = error { return nil }
            throw error
        }
    }

    /// Gives a manifest that the repository has a tag, if the tag still is what it was when it was read.
    ///
    /// The distribution-spec knows no condition, so another writer may come between the last look and the writing: a moment,
    /// and not the hours that composing and testing took.
    /// - Parameters:
    ///   - reference: The tag.
    ///   - expected: What it stood for; nil where it was not there.
    /// - Throws: ``TagMovedError`` where it stands for something else by now, and ``RegistryError``.
    public func move(_ reference: RegistryReference, to image: ManifestDocument, ifStill expected: Digest?) throws {
        let actual = try existing(reference)?.descriptor.digest
        guard actual == expected else {
            throw TagMovedError(
                reference: reference, expected: expected, actual: actual, image: image.descriptor.digest)
        }
        try put(image.bytes, as: image.descriptor.mediaType, to: reference)
    }
}
