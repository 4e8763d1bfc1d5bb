public import HTTP
public import SystemPackage

/// A layer of Debian packages as the recipe asks for it.
public struct DebianRecipe: Hashable, Sendable {
    /// The archives that packages come from.
    public let archives: [Archive]
    /// The packages that are asked for.
    public let packages: [DebianWish]
    /// Whether recommendations are followed.
    public let recommends: Bool
    /// Which versions are preferred.
    public let policy: DebianPolicy
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
        /// Where it lies; nil leaves that to the host's configuration and to options.
        public let url: HTTPURL?
        /// Whether a `Release` past its end is refused.
        public let checksValidUntil: Bool
        /// Where its older states are kept; nil is what the archive's name stands for.
        public let snapshots: Snapshots?

        /// An archive of Debian's own, by its name alone.
        init(name: String, suites: [String], components: [String]) {
            self.init(
                name: name, suites: suites, components: components, keyring: nil, url: nil, checksValidUntil: true,
                snapshots: nil)
        }

        /// An archive from its parts.
        init(
            name: String, suites: [String], components: [String], keyring: FilePath?, url: HTTPURL?,
            checksValidUntil: Bool, snapshots: Snapshots?
        ) {
            self.name = name
            self.suites = suites
            self.components = components
            self.keyring = keyring
            self.url = url
            self.checksValidUntil = checksValidUntil
            self.snapshots = snapshots
        }
    }

    /// An archive of another archive's older states.
    public struct Snapshots: Hashable, Sendable {
        /// Its name, for `--mirror NAME=URL`.
        public let name: String
        /// Where it lies, up to the directories that are named by moments; nil leaves that to options.
        public let url: HTTPURL?
    }
}
