/// The kinds of layers that imagesmith composes.
public enum LayerKind: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case debian, wheels, model, files, runtime, libraries
    /// A layer that a swap made of a directory.
    case directory

    /// The name, as recipes and annotations write it.
    public var description: String { rawValue }
}
