extension ManifestDocument {
    /// The digest of what the document is about; nil where it is about nothing.
    func subject() throws(ManifestDocumentError) -> Digest? {
        do {
            if !isIndex { return try manifest().subject?.digest }
            guard let subject = try index().unknown["subject"] else { return nil }
            return try Descriptor(JSONField(subject, path: "subject")).digest
        } catch { throw .json("the document \(descriptor.digest)", error) }
    }

    /// The document's descriptor in a list of referrers: with its kind, and with its notes.
    ///
    /// Source: OCI distribution-spec, "Listing Referrers": `artifactType`, else the configuration's media type.
    func referrer() throws(ManifestDocumentError) -> Descriptor {
        var entry = descriptor
        do {
            if isIndex {
                let index = try index()
                entry.annotations = index.annotations
                entry.artifactType = try index.unknown["artifactType"].map { value throws(JSONError) in
                    try MediaType(JSONField(value, path: "artifactType"))
                }
            } else {
                let manifest = try manifest()
                entry.annotations = manifest.annotations
                entry.artifactType = manifest.artifactType ?? manifest.config.mediaType
            }
        } catch { throw .json("the document \(descriptor.digest)", error) }
        return entry
    }
}
