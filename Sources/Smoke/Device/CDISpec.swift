public import OCI
public import Sandbox
import SystemPackage

/// A specification by which a vendor says what makes its devices usable in a container.
///
/// Source: CNCF CDI, SPEC.md, versions 0.3 to 1.1, in JSON.
public struct CDISpec: Hashable, Sendable {
    /// The vendor and class, as `nvidia.com/gpu`.
    public let kind: String
    private let devices: [String: ContainerEdits]
    private let common: ContainerEdits

    /// Reads a specification strictly.
    ///
    /// - Throws: ``CDIError``, `hook` for one that is not known among them.
    public init(_ json: JSON) throws(CDIError) {
        let object: JSONObject
        let version: String
        let fields: [JSONField]
        do throws(JSONError) {
            object = try JSONField(json).object()
            try object.refuseOthers(than: ["cdiVersion", "kind", "annotations", "devices", "containerEdits"])
            version = try object.required("cdiVersion").string()
            kind = try object.required("kind").string()
            fields = try object.required("devices").elements()
        } catch { throw .malformed(error) }
        guard CDISpec.versions.contains(where: { version.hasPrefix($0) }) else { throw .version(version) }
        common =
            try object.optional("containerEdits").map { field throws(CDIError) in try ContainerEdits(field) }
            ?? ContainerEdits()
        var devices: [String: ContainerEdits] = [:]
        for field in fields {
            let name: String
            let edits: JSONField
            do throws(JSONError) {
                let device = try field.object()
                try device.refuseOthers(than: ["name", "annotations", "containerEdits"])
                name = try device.required("name").string()
                edits = try device.required("containerEdits")
                guard devices[name] == nil else { throw field.invalid("the device '\(name)' is there already") }
            } catch { throw .malformed(error) }
            devices[name] = try ContainerEdits(edits)
        }
        self.devices = devices
    }

    private static let versions = ["0.3.", "0.4.", "0.5.", "0.6.", "0.7.", "0.8.", "1.0.", "1.1."]

    /// The names of the devices, sorted by bytes.
    public var names: [String] { devices.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// What a sandbox needs to use a device, as this machine has it.
    ///
    /// A library is mounted under the names, too, that links beside it on the host give it: that makes the loader's cache
    /// needless.
    /// - Throws: ``CDIError`` for a device that is not in the specification or not on this machine.
    public func sandboxDevices(named name: String) throws(CDIError) -> SandboxDevices {
        guard let own = devices[name] else { throw .unknownDevice(name, known: names) }
        let edits = common.merged(with: own)
        var variables: [EnvironmentVariable] = []
        do throws(CommandError) {
            for text in edits.environment { variables.append(try EnvironmentVariable(text)) }
            if !edits.libraryFolders.isEmpty {
                variables.append(
                    try EnvironmentVariable("LD_LIBRARY_PATH", edits.libraryFolders.joined(separator: ":")))
            }
        } catch { throw .environment(error) }
        do throws(SandboxError) {
            var nodes: [DeviceNode] = []
            for path in edits.nodes { nodes.append(try DeviceNode(path)) }
            var mounts: [SandboxMount] = []
            for mount in edits.mounts {
                mounts.append(try SandboxMount(of: mount.source, at: mount.target))
                for alias in CDISpec.aliases(of: mount.source) {
                    let target = mount.target.removingLastComponent().appending(alias)
                    mounts.append(try SandboxMount(of: mount.source, at: target))
                }
            }
            return SandboxDevices(
                nodes: nodes, mounts: mounts, environment: variables, additionalGroups: edits.groups)
        } catch { throw .sandbox(error) }
    }

    /// The links beside a library that lead to it, such as its soname.
    private static func aliases(of library: FilePath) -> [FilePath.Component] {
        guard let name = library.lastComponent, let cut = name.string.firstRange(of: ".so.") else { return [] }
        let stem = name.string[..<cut.lowerBound] + ".so"
        let directory = library.removingLastComponent()
        let entries = (try? directory.entries()) ?? []
        return entries.filter { entry in
            guard entry.string.hasPrefix(stem), entry != name else { return false }
            return (try? directory.appending(entry).linkTarget()) == name.bytes
        }
    }
}
