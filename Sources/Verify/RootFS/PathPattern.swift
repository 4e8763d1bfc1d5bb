import Glibc

/// A pattern of paths that a caller does not want to hear of, such as `var/log/*`: shell's wildcards, none of which stands
/// for a slash; what matches a directory matches all below it. The slash that it may begin with means the same root.
///
/// The corresponding C function is `fnmatch` with `FNM_PATHNAME` and `FNM_LEADING_DIR`.
public struct PathPattern: Hashable, Sendable {
    /// The pattern without slashes at its ends.
    public let text: String

    /// A pattern; nil for one without a name.
    public init?(_ text: String) {
        let trimmed = String(text.trimming("/"))
        if trimmed.isEmpty || trimmed.utf8.contains(0) { return nil }
        self.text = trimmed
    }

    func matches(_ path: EntryPath) -> Bool {
        DiskEntry.withName(path.bytes) { fnmatch(text, $0, FNM_PATHNAME | PathPattern.leadingDirectory) == 0 }
    }

    // <fnmatch.h> defines FNM_LEADING_DIR only for GNU sources, which Swift's module map does not ask for.
    private static let leadingDirectory: Int32 = 1 << 3
}

extension String {
    fileprivate func trimming(_ character: Character) -> Substring {
        var text = self[...]
        while text.first == character { text.removeFirst() }
        while text.last == character { text.removeLast() }
        return text
    }
}
