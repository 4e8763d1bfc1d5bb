import Archive

/// One entry of a package's files, checked: its path lies below the root, and it is nothing but a file, directory or link.
struct PackageEntry: Hashable, Sendable {
    /// Where the package puts it, in its own spelling; nil for the root.
    let path: TarPath?
    let kind: Kind
    let mode: UInt16
    let owner: TarOwner
    /// Its time, in whole seconds since 1970.
    let modified: Int64

    enum Kind: Hashable, Sendable {
        case directory
        case file(size: Int64)
        case symbolicLink(target: [UInt8])
        /// Another name of a file of the same package.
        case hardLink(TarPath)
    }

    init(path: TarPath?, kind: Kind, mode: UInt16, owner: TarOwner, modified: Int64) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.owner = owner
        self.modified = modified
    }

    /// Takes an entry of `data.tar`.
    init(_ entry: ArchiveEntry, of package: String) throws(DebianComposeError) {
        let path: TarPath?
        do { path = try entry.relativePath() } catch {
            throw .badPath(package: package, path: "\(error)", reason: "it leaves its root")
        }
        self.path = path
        // Made for an error alone: escaping every path took 0.07 CPU seconds per GB of content.
        var name: String { path?.description ?? "/" }
        switch entry.kind {
        case .directory: kind = .directory
        case .file(let size): kind = .file(size: size)
        case .symbolicLink(let target):
            guard !target.isEmpty, !target.contains(0) else {
                throw .badPath(package: package, path: name, reason: "its target is empty")
            }
            kind = .symbolicLink(target: target)
        case .hardLink(let target):
            do {
                guard let target = try ArchiveEntry.relative(target) else { throw TarError.invalidPath(target, .empty) }
                kind = .hardLink(target)
            } catch { throw .badPath(package: package, path: name, reason: "\(error)") }
        default: throw .badKind(package: package, path: name)
        }
        guard path != nil || kind == .directory else {
            throw .badPath(package: package, path: name, reason: "the root is no directory")
        }
        mode = entry.mode
        owner = entry.owner
        modified = entry.modified
    }

    /// The entry as a layer of that epoch has it; nil for a directory, and for a link that a merged root has anyway.
    func packed(_ merged: MergedPaths, epoch: Int64) throws(TarError) -> TarEntry? {
        guard let path else { return nil }
        let kind: TarEntry.Kind
        switch self.kind {
        case .directory: return nil
        case .file(let size): kind = .file(size: size)
        case .symbolicLink(let target):
            if merged.isLink(path, target: target) { return nil }
            kind = .symbolicLink(target: target)
        case .hardLink(let target): kind = .hardLink(try merged.map(target))
        }
        return try TarEntry(
            path: try merged.map(path), kind: kind, mode: self.kind.isSymbolicLink ? 0o777 : mode, owner: owner,
            modified: min(modified, epoch))
    }
}

extension PackageEntry.Kind {
    var isSymbolicLink: Bool { if case .symbolicLink = self { true } else { false } }
}
