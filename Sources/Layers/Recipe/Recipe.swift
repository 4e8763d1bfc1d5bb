public import Archive
public import HTTP
public import OCI
public import SystemPackage

/// What an image is for, its layers, its configuration, its smoke tests and its tags, as its author wrote them.
///
/// Read from YAML, strictly: an unknown key, a key that stands twice or a value of the wrong kind is an error with its line
/// and column. docs/recipe.schema.json describes the same for editors.
public struct Recipe: Hashable, Sendable {
    /// The file it was read from.
    public let file: FilePath
    /// The file's bytes.
    public let text: [UInt8]
    /// The image's name.
    public let name: String
    /// The version of what the image holds.
    public let version: String
    /// What the image is for.
    public let summary: String?
    /// The licences of what the image holds, as an SPDX expression.
    public let licenses: String?
    /// The latest time that anything in the image may bear, in seconds since 1970; the image's time of creation.
    public let epoch: Int64
    /// What the image runs on.
    public let platform: Platform
    /// The image that the layers are put upon, by its digest; nil for none.
    public let base: PinnedImage?
    /// The compression of layers that name none of their own; nil decides by content.
    public let compression: Compression?
    /// The layers, the lowest first; never empty, no name twice.
    public let layers: [LayerRecipe]
    /// What files of the image may do beyond those of Debian's own packages.
    public let privileges: FilePrivileges
    /// How a container of the image runs.
    public let execution: ExecutionConfig
    /// The keys of `config` that the recipe gives: with a base, what it does not give is inherited.
    public let executionKeys: Set<String>
    /// The smoke tests that gate the image; nil only for images that are never tagged.
    public let smoke: SmokeRecipe?
    /// The tags that the image gets once it passed, versions open; ``tags(for:instead:)`` fills them in.
    public let tags: [TagTemplate]
    /// Whether `latest` may be its only tag.
    public let allowsLatest: Bool

    /// The digest of the recipe's text, which its lock carries.
    public var digest: Digest { Digest(of: text) }

    /// The directory that the recipe's paths start from.
    public var directory: FilePath { file.removingLastComponent() }
}

extension Recipe {
    /// The Debian archives that the recipe's layers name, each name once.
    public func debianArchives() throws(DebianNameError) -> [DebianArchive] {
        var archives: [DebianArchive] = []
        for layer in layers {
            guard case .debian(let debian) = layer.source else { continue }
            for archive in try debian.requestedArchives() where !archives.contains(where: { $0.name == archive.name }) {
                archives.append(archive)
            }
        }
        return archives
    }

    /// The addresses that the recipe itself gives for Debian archives and their snapshots, by name; of two the first.
    public var debianAddresses: [String: HTTPURL] {
        var addresses: [(String, HTTPURL)] = []
        for layer in layers {
            guard case .debian(let debian) = layer.source else { continue }
            for archive in debian.archives {
                if let url = archive.url { addresses.append((archive.name, url)) }
                if let snapshots = archive.snapshots, let url = snapshots.url {
                    addresses.append((snapshots.name, url))
                }
            }
        }
        return Dictionary(addresses) { first, _ in first }
    }

    /// Whether files come from a model hub.
    public var needsHub: Bool {
        layers.contains { layer in
            guard case .model(let model) = layer.source else { return false }
            return model.files.contains { if case .hub = $0 { true } else { false } }
        }
    }

    /// The Python indexes that the recipe's layers name, each once.
    public func pythonIndexes() throws(WheelError) -> [PythonIndexName] {
        var names: [PythonIndexName] = []
        for layer in layers {
            let found: [PythonIndexName] =
                switch layer.source {
                case .wheels(let wheels): [try PythonIndexName(wheels.index)] + wheels.extraIndexes.map(\.name)
                case .model(let model): model.needsIndex ? [.pypi] : []
                case .runtime: [.pypi]
                case .debian, .files, .libraries: []
                }
            for name in found where !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// The addresses that the recipe itself gives of a Python index.
    public func addresses(of index: PythonIndexName) -> [HTTPURL] {
        var addresses: [HTTPURL] = []
        for layer in layers {
            guard case .wheels(let wheels) = layer.source else { continue }
            for extra in wheels.extraIndexes where extra.name == index {
                if let url = extra.url, !addresses.contains(url) { addresses.append(url) }
            }
        }
        return addresses
    }
}
