import Archive

extension LayerEntry {
    /// An entry of a layer of wheels.
    init(_ wheel: WheelLayerEntry, epoch: Int64) throws(TarError) {
        let (kind, content): (TarEntry.Kind, Content) =
            switch wheel.kind {
            case .directory: (.directory, .nothing)
            case .link(let target): (.symbolicLink(target: Array(target.utf8)), .nothing)
            case .file(let file): (.file(size: file.size), Content(file))
            }
        let tar = try TarEntry(path: wheel.path, kind: kind, mode: wheel.mode, modified: epoch)
        self.init(tar, content: content, digest: wheel.file?.digest)
    }
}

extension LayerEntry.Content {
    fileprivate init(_ file: WheelFile) {
        switch file.source {
        case .bytes(let bytes): self = .bytes(bytes)
        case .packed(let packed): self = .packed(packed)
        case .stream(let content): self = .stream(content)
        }
    }
}
