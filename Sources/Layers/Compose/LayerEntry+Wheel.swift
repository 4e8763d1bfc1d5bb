import Archive

extension LayerEntry {
    /// An entry of a layer of wheels.
    init(_ wheel: WheelLayerEntry, epoch: Int64) throws(TarError) {
        guard let file = wheel.file else {
            self.init(try TarEntry(path: wheel.path, kind: .directory, mode: wheel.mode, modified: epoch))
            return
        }
        let tar = try TarEntry(path: wheel.path, kind: .file(size: file.size), mode: wheel.mode, modified: epoch)
        // The content itself compares its bytes with the digest at their end.
        self.init(tar, content: .stream(file.content))
    }
}
