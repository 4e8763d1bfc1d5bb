public import Archive

/// One entry of a layer of wheels: a file with its content, or a directory.
public struct WheelLayerEntry: Sendable {
    /// Where it lies.
    public let path: TarPath
    /// The permission bits: 0755 or 0644.
    public let mode: UInt16
    /// The file's content; nil for a directory.
    public let file: WheelFile?
}
