import ELF

/// Names of one directory that differ by case alone, or by dots and blanks at their ends: one file on other systems, and easy
/// to take for each other on this one.
enum PathCaseCheck {
    /// The most that are told of one image.
    static let limit = 200

    static func faults(in tree: LibraryTree) -> [PolicyFault] {
        var faults: [PolicyFault] = []
        tree.forEachDirectory { directory, names in
            if isKnown(directory) { return }
            var seen: [[UInt8]: [UInt8]] = [:]
            for name in names {
                guard let first = seen.updateValue(name, forKey: folded(name)), faults.count < limit else { continue }
                let path = directory + [UInt8(ascii: "/")] + name
                // Two names of one file harm nobody where they become one.
                let other = tree.place(of: directory + [UInt8(ascii: "/")] + first)
                if case .file = other, other == tree.place(of: path) { continue }
                faults.append(
                    PolicyFault(
                        .tarPathCase, layer: tree.layer(ofEntryAt: path) ?? 0, path: Array(path.dropFirst()),
                        "'\(PrintableText(first))' lies beside it"))
            }
        }
        return faults
    }

    private static func folded(_ name: [UInt8]) -> [UInt8] {
        var kept = name[...]
        while let last = kept.last, last == UInt8(ascii: ".") || last == UInt8(ascii: " ") { kept.removeLast() }
        return kept.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }

    /// Where Debian's packages have such names: documentation, Perl's modules and terminfo, headers and plug-ins of netfilter.
    private static let known = [
        "usr/share", "lib/terminfo", "usr/lib/terminfo", "etc/terminfo", "usr/include/linux",
    ]

    private static func isKnown(_ directory: [UInt8]) -> Bool {
        let path = directory.dropFirst()
        return path.split(separator: UInt8(ascii: "/")).last?.elementsEqual("xtables".utf8) == true
            || known.contains { known in
                path.starts(with: known.utf8)
                    && (path.count == known.utf8.count
                        || path.dropFirst(known.utf8.count).first == UInt8(ascii: "/"))
            }
    }
}
