import Archive
import OCI
import SystemPackage

extension ModelLock.File {
    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: [
            "name", "size", "digest", "wheel", "member", "source", "url", "artifact", "archive", "huggingface",
            "revision",
            "path", "endpoint",
        ])
        name = try object.required("name").imagePath()
        size = try object.required("size").byteCount()
        digest = try object.required("digest").digest()
        if let wheel = object.optional("wheel") {
            origin = .wheel(file: try wheel.string(), member: try object.required("member").string())
        } else if let source = object.optional("source") {
            origin = .local(try source.string())
        } else if let artifact = object.optional("artifact") {
            origin = try .artifact(
                artifact.pinnedImage(),
                archive: object.optional("archive").map { field throws(JSONError) in try ArtifactArchive(field) },
                member: object.optional("member").map { field throws(JSONError) in try field.imagePath() })
        } else if let repository = object.optional("huggingface") {
            let (revision, path) = (try object.required("revision").string(), try object.required("path").string())
            let (name, endpoint) = (try repository.string(), try object.optional("endpoint")?.string())
            do {
                origin = .hub(try HubFile(endpoint: endpoint, repository: name, revision: revision, path: path))
            } catch { throw repository.invalid("\(error)") }
        } else {
            origin = .url(try object.required("url").string())
        }
    }

    var json: JSON {
        var members: [String: JSON] = [
            "name": .string(name.text ?? name.description), "size": .integer(size),
            "digest": .string(digest.description),
        ]
        switch origin {
        case .wheel(let file, let member):
            members["wheel"] = .string(file)
            members["member"] = .string(member)
        case .local(let path): members["source"] = .string(path)
        case .url(let url): members["url"] = .string(url)
        case .artifact(let image, let archive, let member):
            members["artifact"] = .string(image.description)
            members["archive"] = archive?.json
            members["member"] = member.map { .string($0.text ?? $0.description) }
        case .hub(let file):
            members["huggingface"] = .string(file.repository)
            members["revision"] = .string(file.revision)
            members["path"] = .string(file.path)
            members["endpoint"] = file.endpoint.map { .string($0) }
        }
        return .object(members)
    }

    /// What the file's bytes come from; nil where that is a wheel, which stands for several.
    func input(in directory: FilePath) -> LockedInput? {
        let name = name.description
        switch origin {
        case .wheel: return nil
        case .local(let path):
            return LockedInput(
                name: path, digest: digest, size: size,
                origin: .local(FilePath(path).isAbsolute ? FilePath(path) : directory.pushing(FilePath(path))))
        case .url(let url): return LockedInput(name: name, digest: digest, size: size, origin: .url(url))
        case .artifact(let image, let archive, _):
            return LockedInput(
                name: archive == nil ? name : image.description, digest: archive?.blob.digest ?? digest,
                size: archive?.blob.size ?? size, origin: .artifact(image.located(from: directory)))
        case .hub(let file): return LockedInput(name: name, digest: digest, size: size, origin: .hub(file))
        }
    }
}
