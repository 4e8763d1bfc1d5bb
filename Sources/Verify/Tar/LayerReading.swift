/// Reads a layer's archive for its paths and, where that is wanted, for its libraries.
struct LayerReading: TarVisitor, Sendable {
    var tree: LayerTree
    var libraries: LibraryReading?

    init(limits: AuditLimits, readsLibraries: Bool) {
        tree = LayerTree(limits: limits)
        libraries = readsLibraries ? LibraryReading() : nil
    }

    mutating func visit(_ member: TarMember) -> Bool {
        guard tree.visit(member) else { return false }
        _ = libraries?.visit(member)
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) { libraries?.content(bytes) }

    mutating func fault(_ fault: TarFault) { tree.fault(fault) }
}
