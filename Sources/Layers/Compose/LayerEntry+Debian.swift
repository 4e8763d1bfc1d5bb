import Archive

extension LayerEntry {
    /// An entry of a composed Debian root.
    init(_ debian: DebianTreeEntry) {
        self.init(debian.tar, content: debian.file.map { .file($0) } ?? .nothing)
    }
}
