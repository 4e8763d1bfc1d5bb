import Archive
import OCI
import SystemPackage
import TestSupport

@testable import Layers

/// Makes small packages with dpkg's own tool, and composes layers of them and of real ones.
struct DebianWorkshop {
    let directory: FilePath
    let layout: ImageLayout

    static let epoch: Int64 = 1_780_000_000

    struct Made: Sendable {
        let deb: FilePath
        let locked: DebianLock.Package
    }

    init(in directory: FilePath) throws {
        self.directory = directory
        layout = try ImageLayout(creatingAt: directory.appending("store"))
    }

    /// Where decoded packages are kept.
    var decoded: FilePath { directory.appending("decoded") }

    /// Builds a package; a name of a script in `scripts` is a control member.
    func package(
        _ name: String, files: [String: String], links: [String: String] = [:], symlinks: [String: String] = [:],
        fields: String = "", scripts: [String: String] = [:]
    ) async throws -> Made {
        let tree = directory.appending("tree-\(name)")
        try tree.appending("DEBIAN").createDirectories()
        let control =
            "Package: \(name)\nVersion: 1\nArchitecture: all\nMaintainer: T <t@t.example>\nDescription: t\n\(fields)"
        try tree.appending("DEBIAN/control").replace(with: Array(control.utf8))
        for (member, text) in scripts {
            try tree.appending("DEBIAN/\(member)").replace(with: Array(text.utf8), permissions: 0o755)
        }
        for (path, text) in files {
            try tree.appending(path).removingLastComponent().createDirectories()
            try tree.appending(path).replace(with: Array(text.utf8))
        }
        for (path, target) in links {
            try await Tool("ln", package: "coreutils")("\(tree)/\(target)", "\(tree)/\(path)")
        }
        for (path, target) in symlinks {
            try tree.appending(path).removingLastComponent().createDirectories()
            try await Tool("ln", package: "coreutils")("-s", target, "\(tree)/\(path)")
        }
        let deb = directory.appending("\(name).deb")
        try await Tool("dpkg-deb")("--root-owner-group", "-Zxz", "--build", tree.string, deb.string)
        let locked = DebianLock.Package(
            name: try DebianPackageName(name), version: try DebianVersion("1"), architecture: .all, archive: "x",
            path: "x", size: try deb.status()?.size ?? 0, digest: try Digest(ofFile: deb), reason: .requested,
            skippedScripts: DebPackage.scriptNames.filter { scripts[$0] != nil })
        return Made(deb: deb, locked: locked)
    }

    /// A lock of such packages.
    func lock(
        _ made: [Made], configure: DebianConfigure = .none, exclude: [String] = [], keep: [String] = [],
        below: [DebianLock] = []
    ) throws -> DebianLock {
        let packages = made.map(\.locked).sorted { $0.name < $1.name }
        let list = packages.map { package -> JSON in
            .members([
                "name": .string(package.name.text), "version": .string(package.version.text),
                "architecture": .string(package.architecture.text), "archive": .string(package.archive),
                "path": .string(package.path), "size": .integer(package.size),
                "digest": .string(package.digest.description), "reason": .string(package.reason.description),
                "skippedScripts": configure == .none && !package.skippedScripts.isEmpty
                    ? .array(package.skippedScripts.map { .string($0) }) : nil,
            ])
        }
        let json: JSON = .members([
            "architecture": "amd64", "recommends": false, "suites": .array([]), "packages": .array(list),
            "requested": .array(packages.map { .string($0.name.text) }),
            "configure": .string(configure.rawValue),
            "exclude": exclude.isEmpty ? nil : .array(exclude.sorted().map { .string($0) }),
            "keep": keep.isEmpty ? nil : .array(keep.sorted().map { .string($0) }),
            "below": below.isEmpty ? nil : .array(below.map { .string($0.digest.description) }),
        ])
        return try DebianLock(JSONField(json))
    }

    /// Composes a layer and writes it into the store.
    func compose(
        _ lock: DebianLock, _ debs: [Digest: FilePath], on below: [ComposedLayer] = [], decoded: FilePath? = nil,
        in scratch: FilePath? = nil, jobs: Int = 2, compression: Compression = .zstd,
        epoch: Int64 = DebianWorkshop.epoch
    ) async throws -> ComposedLayer {
        let stage = scratch ?? directory.appending("stage")
        try stage.removeTree()
        let composer = DebianComposer(
            lock: lock, debs: debs,
            bring: { package in
                guard let deb = debs[package.digest] else {
                    throw DebianComposeError.missingFile(package: package.name.text, package.digest)
                }
                return deb
            },
            below: below.map { layout.path(of: $0.descriptor.digest) }, decoded: decoded ?? self.decoded,
            scratch: stage, epoch: epoch, jobs: jobs)
        let layer = try await composer.write(
            by: LayerWriter(layout: layout, workers: jobs), compression: compression)
        try stage.removeTree()
        return layer
    }

    func compose(_ made: [Made], configure: DebianConfigure = .none, jobs: Int = 2) async throws -> ComposedLayer {
        try await compose(lock(made, configure: configure), files(made), jobs: jobs)
    }

    func files(_ made: [Made]) -> [Digest: FilePath] {
        Dictionary(made.map { ($0.locked.digest, $0.deb) }) { first, _ in first }
    }

    /// The layer's entries as bsdtar lists them, without times.
    func listing(_ layer: ComposedLayer) async throws -> [String] {
        let list = try await Tool("bsdtar")(
            "-cf", "-", "--format=mtree", "--options=!all,type,mode,uid,gid,link,size",
            "@\(layout.path(of: layer.descriptor.digest))")
        return String(decoding: list, as: UTF8.self).split(separator: "\n").dropFirst()
            .map { $0.split(separator: " ").joined(separator: " ") }
    }

    /// Puts layers over one another into a root, whiteouts among them, by tools that are not ours.
    func unpack(_ layers: [ComposedLayer], at root: FilePath) async throws {
        try root.createDirectories()
        for layer in layers {
            try await Tool("bsdtar")("-xpPf", layout.path(of: layer.descriptor.digest).string, "-C", root.string)
        }
        try await Tool("sh")(
            "-c", "find . -name '.wh.*' | while read -r f; do rm -r \"$f\" \"${f%/*}/${f##*/.wh.}\"; done",
            in: root)
    }
}
