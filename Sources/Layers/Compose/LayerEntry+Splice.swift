import Archive

extension LayerEntry {
    /// The content's place in its wheel.
    var packed: ZipEntry? {
        if case .packed(let file) = content { file.entry } else { nil }
    }

    /// Whether the deflate stream that the content was packed in becomes part of the layer as it is.
    ///
    /// From 64 KiB on: smaller ones compress better together, and the 18 bytes around each do not pay. A stream that saves
    /// nothing is compressed anew.
    func isSpliced(by compression: Compression) -> Bool {
        guard compression.canSplice, let packed, packed.method == .deflated else { return false }
        return packed.compressedSize >= 64 << 10 && packed.compressedSize < packed.size
    }
}
