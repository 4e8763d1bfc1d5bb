public import OCI

/// A path of a layer that two images hold differently.
public struct FileChange: Hashable, Sendable {
    /// The path.
    public let path: PrintableText
    /// What it was; nil where it was not there.
    public let old: FileState?
    /// What it is now; nil where it is no longer there.
    public let new: FileState?
    /// Where the content of a file differs; nil for what is no file on both sides, and beyond the first of a layer.
    public internal(set) var content: ContentChange?

    init(path: PrintableText, old: FileState?, new: FileState?) {
        self.path = path
        self.old = old
        self.new = new
    }

    /// The change as a member of a difference.
    public var json: JSON {
        .members(["path": .string(path.description), "old": old?.json, "new": new?.json, "content": content?.json])
    }

    /// The change for people: a line, and one for each thing that is known of the content.
    public var lines: [String] { [line] + (content?.lines ?? []).map { "    \($0)" } }

    /// The change in one line.
    public var line: String {
        switch (old, new) {
        case (nil, let new?): "+ \(path) (\(FileChange.text(new)))"
        case (let old?, nil): "- \(path) (\(FileChange.text(old)))"
        case (let old?, let new?): "~ \(path) (\(old.changes(to: new).joined(separator: ", ")))"
        case (nil, nil): "\(path)"
        }
    }

    private static func text(_ state: FileState) -> String {
        let size = state.digest == nil ? "" : ", \(state.size) bytes"
        return "\(state.kind)\(size), mode 0\(String(state.mode, radix: 8))"
    }

    /// The paths at which two listings differ, in the order of their bytes.
    static func between(
        _ old: [EntryPath: FileState], _ new: [EntryPath: FileState]
    ) -> [(path: EntryPath, change: FileChange)] {
        let removed = old.keys.filter { new[$0] == nil }
        let others = new.keys.filter { old[$0] != new[$0] }
        return (removed + others).sorted().map { path in
            let text = PrintableText(path.isRoot ? [UInt8(ascii: ".")] : path.bytes)
            return (path, FileChange(path: text, old: old[path], new: new[path]))
        }
    }

    /// Whether both are files, of different content.
    var hasOtherContent: Bool { old?.digest != nil && new?.digest != nil && old?.digest != new?.digest }
}
