import Archive

extension DebianPathRules {
    /// Whether an entry of a package is left out. A place, which is a directory or a symbolic link that may stand for one,
    /// stays where something below it might be kept.
    ///
    /// Source: dpkg's `filter_should_skip`: the text of an inclusion before its first wildcard is compared.
    func leavesOut(_ path: TarPath, isPlace: Bool) -> Bool {
        guard leavesOut(path) else { return false }
        guard isPlace else { return true }
        let bytes = [UInt8(ascii: "/")] + path.bytes
        return !keep.contains { pattern in
            var beginning = Array(pattern.text.utf8.prefix { !Self.wildcards.contains($0) })
            while beginning.last == UInt8(ascii: "/") { beginning.removeLast() }
            return bytes.starts(with: beginning)
        }
    }

    private static let wildcards = Array("*?[\\".utf8)

    /// The rules in the form that dpkg reads, together with such lines from below, so that packages that come later are
    /// treated alike. Sorted, everything that is left out stands before everything that is kept, since the last match
    /// decides.
    func configuration(beside below: [UInt8]) -> [UInt8] {
        let lines =
            String(decoding: below, as: UTF8.self).split(separator: "\n").map(String.init)
            + exclude.map { "path-exclude=\($0)" } + keep.map { "path-include=\($0)" }
        let sorted = Set(lines).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return Array(sorted.map { $0 + "\n" }.joined().utf8)
    }
}
