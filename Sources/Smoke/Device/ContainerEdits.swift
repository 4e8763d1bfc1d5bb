import OCI
import SystemPackage

/// What a CDI device adds to a container.
///
/// Source: CNCF CDI, SPEC.md, "containerEdits".
struct ContainerEdits: Hashable, Sendable {
    private(set) var environment: [String] = []
    private(set) var nodes: [FilePath] = []
    private(set) var mounts: [Mount] = []
    private(set) var groups: [UInt32] = []
    /// Directories that a hook would have told the loader of.
    private(set) var libraryFolders: [String] = []

    /// A file of the host; always mounted read-only.
    struct Mount: Hashable, Sendable {
        let source: FilePath
        let target: FilePath
    }

    init() {}

    init(_ field: JSONField) throws(CDIError) {
        do throws(JSONError) {
            let object = try field.object()
            try object.refuseOthers(than: [
                "env", "deviceNodes", "mounts", "hooks", "additionalGIDs", "intelRdt", "netDevices",
            ])
            environment = try object.optional("env")?.strings() ?? []
            for field in try object.optional("deviceNodes")?.elements() ?? [] {
                let node = try field.object()
                let path = try node.required("path").string()
                // A node under another name would need to be made; drivers look for their own names anyway.
                guard try node.optional("hostPath")?.string() ?? path == path else {
                    throw field.invalid("a node with another name on the host is not supported")
                }
                nodes.append(FilePath(path))
            }
            for field in try object.optional("mounts")?.elements() ?? [] {
                let mount = try field.object()
                mounts.append(
                    Mount(
                        source: FilePath(try mount.required("hostPath").string()),
                        target: FilePath(try mount.required("containerPath").string())))
            }
            for field in try object.optional("additionalGIDs")?.elements() ?? [] {
                guard let group = UInt32(exactly: try field.integer()) else { throw field.invalid("no group's number") }
                groups.append(group)
            }
        } catch { throw .malformed(error) }
        try takeHooks(field)
    }

    /// Hooks are never run: what the known ones are for is done in other ways, and any other is refused.
    private mutating func takeHooks(_ field: JSONField) throws(CDIError) {
        let hooks: [[String]]
        do throws(JSONError) {
            var found: [[String]] = []
            for field in try field.object().optional("hooks")?.elements() ?? [] {
                found.append(try field.object().optional("args")?.strings() ?? [])
            }
            hooks = found
        } catch { throw .malformed(error) }
        for words in hooks {
            // `nvidia-ctk hook NAME …` or `nvidia-cdi-hook NAME …`
            let rest = words.dropFirst().drop { $0 == "hook" }
            let name = rest.first ?? ""
            guard ContainerEdits.knownHooks.contains(name) else { throw .hook(name) }
            guard name == "update-ldcache" else { continue }
            for (option, value) in zip(rest, rest.dropFirst()) where option == "--folder" {
                if !libraryFolders.contains(value) { libraryFolders.append(value) }
            }
        }
    }

    /// These and those of `other`, none twice.
    func merged(with other: ContainerEdits) -> ContainerEdits {
        var result = self
        result.environment += other.environment.filter { !environment.contains($0) }
        result.nodes += other.nodes.filter { !nodes.contains($0) }
        result.mounts += other.mounts.filter { !mounts.contains($0) }
        result.groups += other.groups.filter { !groups.contains($0) }
        result.libraryFolders += other.libraryFolders.filter { !libraryFolders.contains($0) }
        return result
    }

    private static let knownHooks: Set<String> = [
        "create-symlinks", "update-ldcache", "enable-cuda-compat", "disable-device-node-modification", "chmod",
    ]
}
