public import Archive
public import HTTP

/// A layer of Python wheels as the recipe asks for it.
public struct WheelsRecipe: Hashable, Sendable {
    /// The version of Python that the image holds, as `3.11`.
    public let python: String
    /// The requirements, as `numpy==1.26.4`.
    public let requirements: [String]
    /// The latest upload that is considered, as `2026-11-01`; nil considers all.
    public let excludeNewer: String?
    /// Requirements that stand against what packages themselves declare.
    public let overrides: [String]
    /// Projects that are left out although packages declare them.
    public let excludes: [ProjectName]
    /// Projects that are declared only, each with the one that brings its modules.
    public let provided: [ProjectName: ProjectProvider]
    /// The index that wheels come from, by name.
    public let index: String
    /// Further indexes, each for the packages that it names.
    public let extraIndexes: [Index]
    /// Projects that may be built from an sdist where they have no wheel.
    public let build: [ProjectName]
    /// Whether byte-code is made of the sources.
    public let hasBytecode: Bool
    /// Symbolic links beside the wheels' files.
    public let links: [Link]
    /// The directory of its own that everything goes to; nil for the places of Debian's Python.
    public let prefix: TarPath?
    /// The files that are wanted; empty wants all.
    public let only: [PathGlob]

    /// An index for some packages.
    public struct Index: Hashable, Sendable {
        /// Its name.
        public let name: PythonIndexName
        /// What comes from it, and from it alone.
        public let packages: [ProjectName]
        /// Where it is, unless an option says otherwise.
        public let url: HTTPURL?
    }

    /// A symbolic link.
    public struct Link: Hashable, Sendable {
        /// Where it lies: from the image's root if absolute, else from the directory of the modules.
        public let place: Place
        /// What it says, relative to its own directory.
        public let target: String

        /// A path with what it starts from.
        public enum Place: Hashable, Sendable {
            case image(TarPath)
            case site(TarPath)
        }

        /// The link where a scheme puts it.
        func link(in scheme: InstallScheme) throws -> WheelLink {
            let path =
                switch place {
                case .image(let path): path
                case .site(let path): try scheme.site.appending(path)
                }
            return try WheelLink(path: path, target: target)
        }
    }
}
