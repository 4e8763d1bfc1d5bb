/// The directories that `/etc/ld.so.conf` and Debian's `ldconfig` name, in the order in which they are looked through.
///
/// Source: ldconfig(8); glibc 2.36, elf/ldconfig.c (`parse_conf`, `add_dir_1`, `add_glibc_hwcaps_subdirectories`). Unlike
/// there, patterns know `*` and `?` alone, only files named `*.conf` below `/etc` are included, and the subdirectories for
/// processors from before glibc-hwcaps, which glibc 2.37 gave up, are not looked into.
struct LoaderConfiguration {
    private(set) var directories: [LoaderDirectory] = []
    /// The names of all subdirectories of `glibc-hwcaps` that were come by.
    private(set) var capabilities: Set<[UInt8]> = []
    private let tree: LibraryTree
    private var files = 0
    /// More files than any system includes; ldconfig itself would include a file that includes itself for ever.
    private static let mostFiles = 1000
    private static let system = ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib", "/usr/lib"]

    init(of tree: LibraryTree) {
        self.tree = tree
        read(Array("/etc/ld.so.conf".utf8))
        for path in LoaderConfiguration.system { addDirectory(Array(path.utf8)) }
    }

    private mutating func read(_ file: [UInt8]) {
        files += 1
        guard files <= LoaderConfiguration.mostFiles, let node = tree.resolve(file), let text = tree.text(of: node)
        else { return }
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let line = line.prefix { $0 != UInt8(ascii: "#") && $0 != 0 }.drop(while: isSpace)
            if line.isEmpty { continue }
            if let patterns = LoaderConfiguration.directive("include", in: line) {
                for pattern in patterns.split(whereSeparator: isBlank) { include(Array(pattern), from: file) }
            } else if LoaderConfiguration.directive("hwcap", in: line) == nil {
                addDirectory(Array(line.prefix { $0 != UInt8(ascii: "=") }))
            }
        }
    }

    private static func directive(_ name: String, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let rest = line.dropFirst(name.utf8.count)
        guard line.starts(with: name.utf8), let blank = rest.first, isBlank(blank) else { return nil }
        return rest.dropFirst()
    }

    private mutating func include(_ pattern: [UInt8], from file: [UInt8]) {
        var pattern = pattern
        if pattern.first != UInt8(ascii: "/"), let cut = file.lastIndex(of: UInt8(ascii: "/")) {
            pattern = file[...cut] + pattern
        }
        for path in tree.paths(matching: pattern) { read(path) }
    }

    private mutating func addDirectory(_ line: [UInt8]) {
        var path = line
        while let last = path.last, isSpace(last) { path.removeLast() }
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        guard !path.isEmpty, let node = tree.resolve(path), add(path, node, capability: nil) else { return }
        guard let levels = tree.resolve(Array("glibc-hwcaps".utf8), from: node) else { return }
        for name in tree.names(in: levels) where name.first != UInt8(ascii: ".") && !name.contains(UInt8(ascii: ":")) {
            guard let level = tree.resolve(name, from: levels), tree.isDirectory(level) else { continue }
            capabilities.insert(name)
            add(path + Array("/glibc-hwcaps/".utf8) + name, level, capability: name)
        }
    }

    @discardableResult
    private mutating func add(_ path: [UInt8], _ node: LibraryTree.Node, capability: [UInt8]?) -> Bool {
        guard !directories.contains(where: { $0.node == node }) else { return false }
        directories.append(LoaderDirectory(path: path, node: node, capability: capability))
        return true
    }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }
private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
