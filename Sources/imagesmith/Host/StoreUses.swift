import OCI
import Synchronization

/// The layouts that this process works in, until it ends.
enum StoreUses {
    private static let uses = Mutex<[ImageLayout: StoreUse]>([:])

    /// Begins to work in a layout, for as long as the process runs.
    static func begin(_ layout: ImageLayout) throws {
        try uses.withLock { uses in
            if uses[layout] == nil { uses[layout] = try StoreUse(of: layout) }
        }
    }

    /// Ends all of it.
    static func end() {
        uses.withLock { uses in
            for use in uses.values { use.end() }
            uses = [:]
        }
    }
}
