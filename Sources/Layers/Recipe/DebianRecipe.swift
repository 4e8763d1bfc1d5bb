public import SystemPackage

/// A layer of Debian packages as the recipe asks for it.
public struct DebianRecipe: Hashable, Sendable {
    /// The archives that packages come from.
    public let archives: [Archive]
    /// The packages that are asked for by name.
    public let packages: [String]
    /// How the packages become configured.
    public let configure: DebianConfigure
    /// Which of the packages' files the layer leaves out.
    public let paths: DebianPathRules

    /// An archive, by a name that the host's configuration or `--mirror NAME=URL` turns into an address.
    public struct Archive: Hashable, Sendable {
        /// The archive's name.
        public let name: String
        /// Its suites, as `bookworm-updates`.
        public let suites: [String]
        /// Its components, as `main`.
        public let components: [String]
        /// The keyring whose keys may sign it; nil is Debian's own.
        public let keyring: FilePath?
    }
}
