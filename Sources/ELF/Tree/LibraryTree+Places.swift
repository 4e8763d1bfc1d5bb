/// What a path of an image leads to, links followed, for whoever would run it or work in it.
public enum TreePlace: Hashable, Sendable {
    /// There is nothing, or a link that leads nowhere.
    case nothing
    /// A directory.
    case directory
    /// A file.
    case file(TreeFile)
    /// A device, a FIFO, and what else there is.
    case other
}

/// A file of an image, where it really lies.
public struct TreeFile: Hashable, Sendable {
    /// Its path from the root, with a slash before each name.
    public let path: [UInt8]
    /// The layer that it is of, the lowest being 0.
    public let layer: Int
    /// Its permission bits.
    public let mode: UInt16
    /// What is known of its content.
    public let content: FileContent
}

extension LibraryTree {
    /// What a path leads to.
    ///
    /// - Parameter directory: where a path begins that has no slash before it.
    public func place(of path: some Collection<UInt8>, from directory: some Collection<UInt8> = []) -> TreePlace {
        let start = path.first == UInt8(ascii: "/") ? LibraryTree.root : resolve(directory)
        guard let start, let node = resolve(path, from: start) else { return .nothing }
        switch kind(of: node) {
        case .directory: return .directory
        case .file(let content):
            let place = self.path(of: node)
            return .file(TreeFile(path: place, layer: layer(of: node), mode: mode(of: node), content: content))
        case .symbolicLink, .other: return .other
        }
    }

    /// Calls `body` for every file, in the order of paths.
    public func forEachFile(_ body: (TreeFile) -> Void) {
        forEachFile { node, content in
            body(TreeFile(path: path(of: node), layer: layer(of: node), mode: mode(of: node), content: content))
        }
    }

    /// Calls `body` for every directory that holds more than one name, with its path and its names, both in order.
    public func forEachDirectory(_ body: (_ path: [UInt8], _ names: [[UInt8]]) -> Void) {
        var open = [LibraryTree.root]
        while let node = open.popLast() {
            let names = names(in: node)
            if names.count > 1 { body(path(of: node), names) }
            for name in names.reversed() {
                if let child = child(name, of: node), isDirectory(child) { open.append(child) }
            }
        }
    }

    /// The layer that the entry at a path is of, no link followed; nil for none.
    public func layer(ofEntryAt path: [UInt8]) -> Int? {
        let (directory, name) = (path.lastIndex(of: UInt8(ascii: "/")).map { path[..<$0] } ?? [], path)
        guard let node = resolve(directory),
            let child = child(name.split(separator: UInt8(ascii: "/")).last ?? [], of: node)
        else { return nil }
        return layer(of: child)
    }
}
