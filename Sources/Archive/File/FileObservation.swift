internal import Synchronization

/// Shows every byte of a file to one observer, once and in the file's order, while readers take what they want of it: so that
/// a file is hashed in the pass that decodes it, and what was decoded is what was hashed.
///
/// Small pieces may be read ahead; they are kept, and compared when their turn comes.
final class FileObservation: Sendable {
    private struct State {
        /// How much the observer was shown.
        var position: Int64 = 0
        var ahead: [(offset: Int64, bytes: [UInt8])] = []
        var isBroken = false
    }

    private let state = Mutex(State())
    private let observe: @Sendable (UnsafeRawBufferPointer) -> Void

    init(_ observe: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) { self.observe = observe }

    /// How much the observer was shown.
    var position: Int64 { state.withLock { $0.position } }

    /// Whether all that was read ahead came again as it had been.
    var isSound: Bool { state.withLock { !$0.isBroken && $0.ahead.isEmpty } }

    /// Keeps what was read ahead. What the observer was shown already cannot be compared any more.
    func keep(_ bytes: [UInt8], at offset: Int64) {
        guard !bytes.isEmpty else { return }
        state.withLock { state in
            if offset < state.position { state.isBroken = true } else { state.ahead.append((offset, bytes)) }
        }
    }

    /// Shows the next bytes.
    func show(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
        let end = offset + Int64(bytes.count)
        state.withLock { state in
            if offset != state.position { state.isBroken = true }
            state.ahead.removeAll { kept in
                let (start, stop) = (max(kept.offset, offset), min(kept.offset + Int64(kept.bytes.count), end))
                guard start < stop else { return false }
                let shown = bytes[Int(start - offset)..<Int(stop - offset)]
                let own = kept.bytes[Int(start - kept.offset)..<Int(stop - kept.offset)]
                if !own.elementsEqual(shown) { state.isBroken = true }
                return kept.offset + Int64(kept.bytes.count) <= end
            }
            state.position = end
        }
        observe(bytes)
    }
}
