import Archive
import OCI
import SystemPackage

extension RecipeLocker {
    /// The files of an artifact: every blob by its digest, archives taken apart.
    func lock(_ artifact: ModelRecipe.Artifact, directory: FilePath) async throws -> [ModelLock.File] {
        let image = artifact.image.located(from: directory)
        let layers = try await runBlocking { [fetcher] in try artifact.layers(of: image, from: fetcher.images) }
        var found: [ArtifactFile] = []
        for layer in layers {
            guard let archive = layer.archive else {
                found.append(ArtifactFile(layer: layer))
                continue
            }
            // Only what is asked for leaves an archive; without names everything is.
            let titles = artifact.files.map { Set($0.map(\.title)) }
            if let titles, titles.contains(layer.descriptor.digest.description) { continue }
            let input = LockedInput(
                name: "\(image)", digest: archive.blob.digest, size: archive.blob.size, origin: .artifact(image))
            let files = try await fetcher.fetch([input])
            guard let blob = files[input.digest] else { throw ComposeError.missingInput(input.name, input.digest) }
            let members = try await runBlocking { [fetcher] in
                try archive.unpack(blob, into: fetcher.cache) { path in
                    path.text.map { titles?.contains($0) ?? true } ?? false
                }
            }
            found += members.map { ArtifactFile(layer: layer, archive: archive, member: $0) }
        }
        return try artifact.select(found, of: image)
    }
}

/// A file that an artifact offers.
private struct ArtifactFile {
    let layer: ArtifactLayer
    var archive: ArtifactArchive?
    var member: (path: TarPath, size: Int64, digest: Digest)?

    /// Whether a recipe's TITLE or digest means this file.
    func isMeant(by title: String) -> Bool {
        if let member { return member.path.text == title }
        return layer.descriptor.digest.description == title || layer.title == title
    }

    func locked(as name: TarPath, of image: PinnedImage) -> ModelLock.File {
        ModelLock.File(
            name: name, size: member?.size ?? layer.descriptor.size, digest: member?.digest ?? layer.descriptor.digest,
            origin: .artifact(image, archive: archive, member: member?.path))
    }
}

extension ModelRecipe.Artifact {
    /// The layers that are looked into: those of the type that is named, else ModelPack's, else those that files name.
    fileprivate func layers(of image: PinnedImage, from sources: ImageSources) throws -> [ArtifactLayer] {
        let document = try sources.document(image.digest, of: image)
        guard !document.isIndex else { throw ImageSourceError.index(image) }
        let manifest: Manifest
        do { manifest = try document.manifest() } catch { throw ImageSourceError.json(image, error) }
        let all = manifest.layers.map { ArtifactLayer($0) }
        let types = Set(all.map(\.descriptor.mediaType.description)).sorted()
        if let mediaType {
            let named = all.filter { $0.descriptor.mediaType == mediaType }
            guard !named.isEmpty else { throw ArtifactError.noType(image, mediaType, types: types) }
            return named
        }
        if files != nil { return all }
        let known = all.filter(\.isModelPack)
        guard !known.isEmpty else { throw ArtifactError.noLayer(image, types: types) }
        return known
    }

    /// The files by the names that the recipe gives them, or by their own.
    fileprivate func select(_ found: [ArtifactFile], of image: PinnedImage) throws -> [ModelLock.File] {
        guard let files else {
            return try found.map { file in
                file.locked(as: try file.member?.path ?? file.layer.name(in: image), of: self.image)
            }
        }
        return try files.map { wanted in
            let matching = found.filter { $0.isMeant(by: wanted.title) }
            guard let file = matching.first else {
                let known = found.compactMap { $0.member?.path.text ?? $0.layer.title }
                throw ArtifactError.noFile(image, wanted.title, known: known)
            }
            let isOne = Set(matching.map { $0.member?.digest ?? $0.layer.descriptor.digest }).count == 1
            guard isOne else { throw ArtifactError.ambiguous(image, wanted.title) }
            return file.locked(as: wanted.name, of: self.image)
        }
    }
}
