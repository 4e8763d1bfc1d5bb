/// An object file of an image that the loader would stumble over.
public struct LibraryFault: Hashable, Sendable {
    /// The object file, from the root, without a slash at its beginning.
    public let path: [UInt8]
    /// The layer that it is of, the lowest being 0.
    public let layer: Int
    /// What is wrong.
    public let reason: Reason

    /// What can be wrong with an object file in its image.
    public enum Reason: Hashable, Sendable {
        /// It needs a library that is nowhere in the image.
        case missing(LibraryName)
        /// It needs a library that lies in the image where the loader does not look for it.
        case unreachable(LibraryName, at: [UInt8])
        /// Its program interpreter is not in the image, so that the kernel cannot start it.
        case interpreter(LibraryName)
        /// It cannot be read as an object file.
        case malformed(ELFFault)

        /// What is not found.
        var name: LibraryName? {
            switch self {
            case .missing(let name), .unreachable(let name, _), .interpreter(let name): name
            case .malformed: nil
            }
        }
    }
}
