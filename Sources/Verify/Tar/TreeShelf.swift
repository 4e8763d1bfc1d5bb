import Synchronization

/// Keeps the trees of layers that were read, in whatever order, until they are put upon each other from the lowest on.
///
/// No more is kept than an image may have. What goes first is the highest layer: all that lie below the limit stay, so the
/// order of reading decides nothing.
final class TreeShelf: Sendable {
    private struct State {
        var trees: [Int: LayerTree] = [:]
        var size = PathTable.Size()
    }

    private let limit: PathTable.Size
    private let state = Mutex(State())

    init(limit: PathTable.Size) { self.limit = limit }

    /// Keeps the tree of the layer with that number.
    func keep(_ tree: LayerTree, at number: Int) {
        state.withLock { state in
            state.trees[number] = tree
            state.size += tree.paths.size
            while !state.size.fits(limit), let highest = state.trees.keys.max() {
                if let tree = state.trees.removeValue(forKey: highest) { state.size -= tree.paths.size }
            }
        }
    }

    /// The tree of the layer with that number; nil where there is none, or none any more.
    ///
    /// - Parameter isLast: whether it is asked for the last time.
    func tree(_ number: Int, isLast: Bool) -> LayerTree? {
        state.withLock { state in isLast ? state.trees.removeValue(forKey: number) : state.trees[number] }
    }
}
