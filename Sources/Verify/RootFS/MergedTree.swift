import OCI

/// An image's layers, one applied upon the other: what a container of it sees.
///
/// In memory alone: no name ever touches a file system. Source: OCI image-spec, layer.md, "Applying Changesets".
struct MergedTree: Sendable {
    struct Node: Sendable {
        var entry: TreeNode
        /// The place of the layer that it comes from.
        var layer: Int
        /// The number that all names of one file share.
        var file: Int
    }

    /// Every path that a layer lists, hard links resolved. The root is there only where a layer lists it.
    private(set) var nodes: [EntryPath: Node] = [:]
    private var files = 0
    private var layers = 0

    /// Applies the next layer.
    mutating func add(_ listing: TreeListing) {
        // Taken before anything is hidden, and not a copy of the whole tree.
        let links = listing.nodes.filter { $0.value.kind == .hardLink }
        let lower = links.compactMapValues { lowerTarget(of: $0, in: listing) }
        hide(under: listing)
        for (path, entry) in listing.nodes where entry.kind != .hardLink {
            files += 1
            nodes[path] = Node(entry: entry, layer: layers, file: files)
        }
        for (path, entry) in links {
            let target = lower[path] ?? MergedTree.ownTarget(of: entry, in: listing).flatMap { nodes[$0] }
            // What leads nowhere stays a link, which is a finding of its own elsewhere.
            nodes[path] =
                target.map { Node(entry: $0.entry, layer: layers, file: $0.file) }
                ?? Node(entry: entry, layer: layers, file: 0)
        }
        layers += 1
    }

    /// Takes away what the layer's whiteouts remove, and what lies below something that it puts in place of a directory.
    private mutating func hide(under listing: TreeListing) {
        let blocking = listing.nodes.filter { $0.value.kind != .directory && nodes[$0.key] != nil }
        guard !listing.removed.isEmpty || !listing.opaque.isEmpty || !blocking.isEmpty else { return }
        nodes = nodes.filter { path, _ in
            if listing.removed.contains(path) || listing.nodes[path].map({ $0.kind != .directory }) == true {
                return false
            }
            var above = path.parent
            while let directory = above {
                if listing.removed.contains(directory) || listing.opaque.contains(directory) { return false }
                if let entry = listing.nodes[directory], entry.kind != .directory { return false }
                above = directory.parent
            }
            return true
        }
    }

    /// What a hard link leads to in the layers below; nil where its own layer has the target.
    private func lowerTarget(of link: TreeNode, in listing: TreeListing) -> Node? {
        guard let last = MergedTree.lastTarget(of: link, in: listing), listing.nodes[last] == nil else { return nil }
        return nodes[last]
    }

    /// What a hard link leads to in its own layer.
    private static func ownTarget(of link: TreeNode, in listing: TreeListing) -> EntryPath? {
        lastTarget(of: link, in: listing).flatMap { listing.nodes[$0]?.kind == .hardLink ? nil : $0 }
    }

    /// The end of a chain of hard links.
    private static func lastTarget(of link: TreeNode, in listing: TreeListing) -> EntryPath? {
        var path = try? EntryPath(link.link)
        // A link to a link to a link: more are nobody's.
        for _ in 0..<40 {
            guard let here = path, let entry = listing.nodes[here], entry.kind == .hardLink else { return path }
            path = try? EntryPath(entry.link)
        }
        return nil
    }

    /// Where a path lies once the links among the directories above it are followed, as `usr/bin/sh` for `bin/sh` in a
    /// merged root; a link at its end is the path itself.
    func resolvingParents(of path: EntryPath) -> EntryPath {
        var rest = path.bytes.split(separator: UInt8(ascii: "/")).map { Array($0) }[...]
        var done: [[UInt8]] = []
        var follows = 0
        while let part = rest.popFirst() {
            if part.elementsEqual([UInt8(ascii: ".")]) || part.isEmpty { continue }
            if part.elementsEqual(Array("..".utf8)) {
                _ = done.popLast()
                continue
            }
            done.append(part)
            guard !rest.isEmpty, let here = try? EntryPath(Array(done.joined(separator: [UInt8(ascii: "/")]))),
                let node = nodes[here], node.entry.kind == .symbolicLink
            else { continue }
            follows += 1
            // The kernel gives up there, too.
            if follows > 40 { return path }
            let target = node.entry.link
            if target.first == UInt8(ascii: "/") { done = [] } else { done.removeLast() }
            rest = (target.split(separator: UInt8(ascii: "/")).map { Array($0) } + rest)[...]
        }
        return (try? EntryPath(Array(done.joined(separator: [UInt8(ascii: "/")])))) ?? path
    }

    /// The names in every directory that holds something, the root's under the empty path; those of directories that no
    /// layer lists are among them.
    func children() -> [EntryPath: Set<EntryPath>] {
        var children: [EntryPath: Set<EntryPath>] = [:]
        for path in nodes.keys {
            var below = path
            while let directory = below.parent, children[directory, default: []].insert(below).inserted {
                below = directory
            }
        }
        return children
    }

    /// Reads the layers of an image and applies them, as many at once as `jobs` says.
    ///
    /// - Throws: ``DiffError``, `LayoutError`.
    static func read(_ side: ImageSide, jobs: Int, limits: AuditLimits) async throws -> MergedTree {
        var tree = MergedTree()
        var rest = side.layers[...]
        // A few at a time: only what is merged stays in memory.
        while !rest.isEmpty {
            let group = rest.prefix(max(1, jobs))
            rest = rest.dropFirst(group.count)
            let listings = try await group.concurrentMap(width: jobs) { layer in
                try await runBlocking { try TreeListing.read(layer.descriptor, in: layer.layout, limits: limits) }
            }
            for listing in listings { tree.add(listing) }
        }
        return tree
    }
}
