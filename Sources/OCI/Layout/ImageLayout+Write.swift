extension ImageLayout {
    /// Writes a blob held in memory.
    public func write(_ bytes: [UInt8], as mediaType: MediaType) throws(LayoutError) -> Descriptor {
        let known = Descriptor(mediaType: mediaType, digest: Digest(of: bytes), size: Int64(bytes.count))
        // A document that is already here, byte for byte, costs no write.
        if let present = try? read(known, limit: bytes.count), present == bytes, try keep(known) { return known }
        var writer = try BlobWriter(in: self)
        try writer.write(bytes)
        return try writer.commit(as: mediaType)
    }

    /// Writes a manifest in canonical form.
    public func write(_ manifest: Manifest) throws(LayoutError) -> Descriptor {
        var descriptor = try write(manifest.json.canonical(), as: manifest.mediaType ?? .manifest)
        descriptor.artifactType = manifest.artifactType
        return descriptor
    }

    /// Writes a configuration in canonical form.
    public func write(_ config: ImageConfig) throws(LayoutError) -> Descriptor {
        try write(config.json.canonical(), as: .config)
    }

    /// Writes an artifact about `subject`: a manifest with the empty config over blobs that are here already.
    ///
    /// Source: OCI image-spec, manifest.md, "Guidelines for Artifact Usage".
    public func writeReferrer(
        of subject: Descriptor, type: MediaType, blobs: [Descriptor], annotations: [String: String] = [:]
    ) throws(LayoutError) -> Descriptor {
        let config = try write(Array("{}".utf8), as: .empty)
        let bare = Descriptor(mediaType: subject.mediaType, digest: subject.digest, size: subject.size)
        let manifest = Manifest(
            config: config, layers: blobs, annotations: annotations, artifactType: type, subject: bare)
        var descriptor = try write(manifest)
        descriptor.annotations = annotations
        return descriptor
    }
}
