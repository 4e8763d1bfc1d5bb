import Archive
public import OCI
import SystemPackage

/// One input that moved between two locks.
public struct LockChange: Hashable, Sendable {
    /// The layer.
    public let layer: String
    /// The input, as a package's name.
    public let name: String
    /// What it was; nil for what is new.
    public let before: String?
    /// What it is; nil for what is gone.
    public let after: String?

    /// Everything that moved, by layer in the new lock's order, then by name.
    public static func between(_ old: Lock?, _ new: Lock) -> [LockChange] {
        var changes = Self.changes(in: "from", from: old?.base?.versions ?? [:], to: new.base?.versions ?? [:])
        changes += Self.changes(
            in: "privileges", from: old?.privileges.versions ?? [:], to: new.privileges.versions)
        for layer in new.layers {
            let before = old?.layers.first { $0.name == layer.name }?.versions ?? [:]
            changes += Self.changes(in: layer.name, from: before, to: layer.versions)
        }
        for layer in old?.layers ?? [] where !new.layers.contains(where: { $0.name == layer.name }) {
            changes += Self.changes(in: layer.name, from: layer.versions, to: [:])
        }
        return changes
    }

    private static func changes(
        in layer: String, from before: [String: String], to after: [String: String]
    ) -> [LockChange] {
        Set(before.keys).union(after.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { name in
            before[name] == after[name]
                ? nil : LockChange(layer: layer, name: name, before: before[name], after: after[name])
        }
    }

    /// The change for people.
    public var line: String {
        switch (before, after) {
        case (nil, let after?): "\(layer): + \(name) \(after)"
        case (let before?, nil): "\(layer): - \(name) \(before)"
        default: "\(layer): \(name) \(before ?? "") -> \(after ?? "")"
        }
    }

    /// The change for programs.
    public var json: JSON {
        [
            "layer": .string(layer), "name": .string(name), "from": before.map { .string($0) } ?? .null,
            "to": after.map { .string($0) } ?? .null,
        ]
    }
}

extension BaseLock {
    fileprivate var versions: [String: String] {
        [image.description: "\(manifest.digest.short) (\(manifest.size) bytes)"]
    }
}

extension LockedLayer {
    /// Every input by name, with what tells two of them apart: the version and the size, or the digest's first digits.
    fileprivate var versions: [String: String] {
        var versions: [String: String] = ["compression": compressionText]
        switch content {
        case .debian(let lock):
            for package in lock.packages {
                versions[package.name.text] = "\(package.version) (\(package.size) bytes, \(package.digest.short))"
            }
        case .wheels(let lock):
            for wheel in lock.wheels {
                versions[wheel.file.project.text] = "\(wheel.file.versionText) (\(wheel.size) bytes)"
            }
        case .model(let lock):
            versions = lock.annotations.merging(versions) { $1 }
            for file in lock.files { versions[file.name.description] = "\(file.digest.short) (\(file.size) bytes)" }
        case .files(let lock):
            for entry in lock.entries {
                guard case .file(let file) = entry.kind else { continue }
                versions["/\(entry.path)"] = "\(file.digest.short) (\(file.size) bytes)"
            }
        case .runtime(let lock):
            versions["imagesmith-runtime"] = "\(lock.programDigest.short) (\(lock.programSize) bytes)"
            versions[lock.wheel.file.project.text] = "\(lock.wheel.file.versionText) (\(lock.wheel.size) bytes)"
        case .libraries(let lock):
            versions["\(lock.name).conf"] = lock.directories.map(\.description).joined(separator: " ")
        }
        return versions
    }
}
