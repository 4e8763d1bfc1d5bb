/// The entry that a listing of an archive is at, held to the limits of a layer.
struct EntryCursor: Sendable {
    private let limits: AuditLimits
    private var current: (path: EntryPath, member: TarMember)?
    private var entries = 0
    private var nameBytes = 0

    init(limits: AuditLimits) { self.limits = limits }

    /// Begins an entry; the one before must have been taken.
    ///
    /// - Throws: ``TarFault`` for more entries than a layer may have, and for a path that names no place inside.
    mutating func begin(_ member: TarMember) throws(TarFault) -> EntryPath {
        entries += 1
        nameBytes += member.path.count + member.link.count
        guard entries <= limits.entriesPerLayer, nameBytes <= limits.nameBytesPerLayer else {
            throw TarFault(.tarLimit)
        }
        do throws(TarFault) {
            let path = try EntryPath(member.path)
            current = (path, member)
            return path
        } catch { throw TarFault(error.code, path: member.path) }
    }

    /// The entry, which is over.
    mutating func take() -> (path: EntryPath, member: TarMember)? { current.take() }
}
