/// Reads a layer's archive for its paths and, where that is wanted, for its libraries and all that it holds.
struct LayerReading: TarVisitor {
    var tree: LayerTree
    var libraries: LibraryReading?
    /// Nil where it is not wanted, and from the first fault on.
    var listing: TreeReading?

    init(limits: AuditLimits, readsLibraries: Bool, listing: TreeReading?) {
        tree = LayerTree(limits: limits)
        libraries = readsLibraries ? LibraryReading() : nil
        self.listing = listing
    }

    mutating func visit(_ member: TarMember) -> Bool {
        guard tree.visit(member) else { return false }
        _ = libraries?.visit(member)
        if listing?.visit(member) == false { listing = nil }
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) {
        libraries?.content(bytes)
        listing?.content(bytes)
    }

    mutating func fault(_ fault: TarFault) { tree.fault(fault) }
}
