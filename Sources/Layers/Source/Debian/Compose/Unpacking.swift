import Archive
import Glibc
import OCI
import Synchronization
import SystemPackage

/// Unpacks packages into one root, several at a time, with an outcome that does not depend on who comes first.
///
/// Names are made under a lock, content is written outside it. Of a directory that several packages have, base-files
/// decides owner and mode, then the first package by name. Of a file that two have, the one that replaces the other
/// (Debian Policy 7.6.1) keeps it.
final class Unpacking: Sendable {
    private let packages: [DebPackage]
    private let merged: MergedPaths
    private let root: RootDirectory
    private let state = Mutex(State())

    private struct State {
        /// Who has a path that is no directory, and the time it bears.
        var files: [TarPath: Claim] = [:]
        var directories: [TarPath: Directory] = [:]
        /// What each package has, as dpkg lists it: in its own spelling, in its own order.
        var lists: [Int: [[UInt8]]] = [:]
        /// Paths of a package that another one's file took, by their spelling in the list.
        var lost: [Int: Set<[UInt8]>] = [:]
    }

    private struct Claim {
        let package: Int
        let spelling: [UInt8]
        let modified: Int64
        let isFile: Bool
    }

    private struct Directory {
        let package: Int
        let owner: TarOwner
        let mode: UInt16
    }

    init(_ packages: [DebPackage], into root: consuming RootDirectory, merged: MergedPaths) throws {
        self.packages = packages
        self.merged = merged
        self.root = root
        for name in merged.links {
            try self.root.makeDirectory(TarPath("usr/\(name)"))
            try self.root.makeLink(TarPath(name), to: Array("usr/\(name)".utf8), owner: .root, modified: 0)
        }
    }

    /// Unpacks one package.
    func unpack(_ index: Int) throws {
        let package = packages[index]
        try package.forEachFile { entry, content in
            let path: TarPath?
            do { path = try entry.relativePath() } catch {
                throw DebianComposeError.badPath(package: name(index), path: "\(error)", reason: "it leaves its root")
            }
            guard let path else {
                note(Array(".".utf8), of: index)
                return
            }
            do { try unpack(entry, path, of: index, content) } catch DebianComposeError.throughLink(
                _, let path, let link)
            {
                throw DebianComposeError.throughLink(package: name(index), path: path, link: link)
            }
        }
    }

    private func unpack(
        _ entry: ArchiveEntry, _ path: TarPath, of index: Int,
        _ content: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        switch entry.kind {
        case .directory:
            try makeDirectory(entry, path, of: index)
        case .file:
            guard let file = try makeFile(entry, path, of: index) else { return }
            defer { try? file.close() }
            try content { _ = try file.writeAll($0) }
            try RootDirectory.finish(file, path, owner: entry.owner, mode: entry.mode, modified: entry.modified)
        case .symbolicLink(let target):
            guard !target.isEmpty, !target.contains(0) else {
                throw DebianComposeError.badPath(
                    package: name(index), path: path.description, reason: "its target is empty")
            }
            try makeLink(entry, path, to: target, of: index)
        case .hardLink(let target):
            try makeHardLink(entry, path, to: target, of: index)
        default:
            throw DebianComposeError.badKind(package: name(index), path: path.description)
        }
    }

    private func makeDirectory(_ entry: ArchiveEntry, _ path: TarPath, of index: Int) throws {
        let place = try merged.map(directory: path)
        try state.withLock { state in
            state.lists[index, default: []].append(path.bytes)
            if let claim = state.files[place] { throw collision(place, claim.package, index) }
            try root.makeDirectory(place)
            if let present = state.directories[place], !precedes(index, present.package) { return }
            state.directories[place] = Directory(package: index, owner: entry.owner, mode: entry.mode)
        }
    }

    private func makeFile(_ entry: ArchiveEntry, _ path: TarPath, of index: Int) throws -> FileDescriptor? {
        let place = try merged.map(path)
        return try state.withLock { state in
            guard try claim(place, entry, path, of: index, &state) else { return nil }
            return try root.makeFile(place)
        }
    }

    private func makeLink(_ entry: ArchiveEntry, _ path: TarPath, to target: [UInt8], of index: Int) throws {
        let place = try merged.map(path)
        try state.withLock { state in
            if merged.isLink(path, target: target) {
                state.lists[index, default: []].append(path.bytes)
                return
            }
            guard try claim(place, entry, path, of: index, &state) else { return }
            try root.makeLink(place, to: target, owner: entry.owner, modified: entry.modified)
        }
    }

    private func makeHardLink(_ entry: ArchiveEntry, _ path: TarPath, to target: [UInt8], of index: Int) throws {
        let source: TarPath
        do {
            guard let path = try ArchiveEntry.relative(target) else { throw TarError.invalidPath(target, .empty) }
            source = try merged.map(path)
        } catch {
            throw DebianComposeError.badPath(package: name(index), path: path.description, reason: "\(error)")
        }
        let place = try merged.map(path)
        try state.withLock { state in
            guard let owner = state.files[source], owner.package == index, owner.isFile else {
                throw DebianComposeError.badPath(
                    package: name(index), path: path.description,
                    reason: "it is a link to '\(source)', which it does not have")
            }
            guard try claim(place, entry, path, of: index, &state, modified: owner.modified) else { return }
            try root.makeHardLink(place, to: source)
        }
    }

    /// Takes a path for a package; false where another package keeps it.
    private func claim(
        _ place: TarPath, _ entry: ArchiveEntry, _ path: TarPath, of index: Int, _ state: inout State,
        modified: Int64? = nil
    ) throws -> Bool {
        if let directory = state.directories[place] { throw collision(place, directory.package, index) }
        var isFile = true
        if case .symbolicLink = entry.kind { isFile = false }
        let claim = Claim(
            package: index, spelling: path.bytes, modified: modified ?? entry.modified, isFile: isFile)
        if let present = state.files[place] {
            guard present.package != index else { throw collision(place, index, index) }
            switch (replaces(index, present.package), replaces(present.package, index)) {
            case (false, false): throw collision(place, present.package, index)
            case (false, true):
                return false
            // Two that replace each other are unpacked by dpkg in turn, so that the later one stays.
            case (true, true) where !precedes(present.package, index):
                return false
            case (true, _):
                try root.remove(place)
                state.lost[present.package, default: []].insert(present.spelling)
            }
        }
        state.files[place] = claim
        state.lists[index, default: []].append(path.bytes)
        return true
    }

    private func note(_ spelling: [UInt8], of index: Int) {
        state.withLock { $0.lists[index, default: []].append(spelling) }
    }

    /// base-files has the skeleton of the root; the rest is sorted by name.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let isBase = (name(left) == "base-files", name(right) == "base-files")
        return isBase.0 == isBase.1 ? left < right : isBase.0
    }

    private func replaces(_ left: Int, _ right: Int) -> Bool {
        let other = packages[right].locked
        return packages[left].replaces.contains { $0.name == other.name && ($0.bound?.admits(other.version) ?? true) }
    }

    private func name(_ index: Int) -> String { packages[index].locked.name.text }

    private func collision(_ path: TarPath, _ first: Int, _ second: Int) -> DebianComposeError {
        let names = [name(first), name(second)].sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return .collision(path: path.description, first: names[0], second: names[1])
    }
}

extension Unpacking {
    /// What dpkg and the tree must know of what was unpacked.
    struct Outcome: Sendable {
        /// For every package, the lines of its list.
        let lists: [[[UInt8]]]
        /// The times that files and links bore in their packages.
        let times: [TarPath: Int64]
    }

    /// Gives the directories their owners and modes, once everything lies in them.
    func finish() throws -> Outcome {
        try state.withLock { state in
            for (path, directory) in state.directories {
                try root.setDirectory(path, owner: directory.owner, mode: directory.mode)
            }
            let lists = packages.indices.map { index in
                let lost = state.lost[index] ?? []
                return (state.lists[index] ?? []).filter { !lost.contains($0) }
            }
            return Outcome(lists: lists, times: state.files.mapValues(\.modified))
        }
    }

    /// Works in the root, with nobody else at work.
    func withRoot<Result>(_ body: (borrowing RootDirectory) throws -> Result) throws -> Result {
        try state.withLock { _ in try body(root) }
    }
}
