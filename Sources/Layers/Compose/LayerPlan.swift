import Archive
import OCI

/// What one layer will contain, fully decided: its entries in the order of their paths' bytes, the directories above them
/// among them.
public struct LayerPlan: Sendable {
    /// The entries; no path twice, no path before its directory.
    public let entries: [LayerEntry]

    /// Sorts `entries` and adds the directories that are missing above them: 0755, root's, with the time `epoch`.
    ///
    /// - Throws: ``ComposeError/duplicatePath(_:)``, ``ComposeError/notADirectory(_:below:)``.
    public init(_ entries: [LayerEntry], epoch: Int64) throws(ComposeError) {
        var byPath: [TarPath: LayerEntry] = [:]
        for entry in entries {
            guard byPath.updateValue(entry, forKey: entry.tar.path) == nil else { throw .duplicatePath(entry.tar.path) }
        }
        for entry in entries {
            var ancestor = entry.tar.path.parent
            while let directory = ancestor {
                if let known = byPath[directory] {
                    guard case .directory = known.tar.kind else {
                        throw .notADirectory(directory, below: entry.tar.path)
                    }
                } else {
                    do {
                        byPath[directory] = LayerEntry(
                            try TarEntry(path: directory, kind: .directory, mode: 0o755, modified: epoch))
                    } catch { throw .tar(error) }
                }
                ancestor = directory.parent
            }
        }
        self.entries = byPath.values.sorted { $0.tar.path < $1.tar.path }
    }

    /// A plan from entries that are in order.
    init(ordered entries: [LayerEntry]) { self.entries = entries }

    /// The size of the whole tar, known before its first byte.
    public var tarSize: Int64 { TarWriter.size(of: entries.lazy.map(\.tar)) }
}
