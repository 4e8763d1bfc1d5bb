import Archive

extension LayerEntry {
    /// An entry of a layer of wheels.
    init(_ wheel: WheelLayerEntry, epoch: Int64) throws(TarError) {
        guard let file = wheel.file else {
            self.init(try TarEntry(path: wheel.path, kind: .directory, mode: wheel.mode, modified: epoch))
            return
        }
        let tar = try TarEntry(path: wheel.path, kind: .file(size: file.size), mode: wheel.mode, modified: epoch)
        let content: Content =
            switch file.source {
            case .bytes(let bytes): .bytes(bytes)
            case .packed(let packed): .packed(packed)
            }
        self.init(tar, content: content, digest: file.digest)
    }
}
