import Archive
import OCI

/// A layer of an artifact as a source of model files.
struct ArtifactLayer {
    let descriptor: Descriptor
    /// The archive that it is; nil for one file.
    let archive: ArtifactArchive?

    init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
        archive = ArtifactArchive(descriptor)
    }

    /// Whether its type is one of ModelPack's.
    ///
    /// Source: ModelPack model-spec, spec.md: `application/vnd.cncf.model.KIND.v1.PACKING`.
    var isModelPack: Bool { descriptor.mediaType.description.hasPrefix("application/vnd.cncf.model.") }

    /// What the layer calls its file: ModelPack's path, the name in its metadata, or the title that every artifact may bear.
    ///
    /// Source: ModelPack model-spec, annotations.md; OCI image-spec, annotations.md.
    var title: String? {
        let notes = descriptor.annotations
        if let path = notes[Annotation.modelFilePath] { return path }
        let metadata = notes[Annotation.modelFileMetadata].flatMap { text in
            try? JSONField(JSON(parsing: Array(text.utf8))).object().required("name").string()
        }
        return metadata ?? notes[Annotation.title]
    }

    /// The path of its file below the model.
    func name(in image: PinnedImage) throws(ArtifactError) -> TarPath {
        guard let title else { throw .noName(image, descriptor.digest) }
        guard let path = try? TarPath(title), path.text != nil else { throw .name(image, descriptor.digest, title) }
        return path
    }
}
