import Dispatch
import Synchronization

/// Carries the contents of a layer's files from the thread that unpacks them to the one that packs them, in order, and
/// lets neither run far ahead: at most 4 MiB are under way, or one chunk that is larger.
///
/// One thread sends, one receives.
final class ContentChannel: Sendable {
    struct Chunk: Sendable {
        /// Whether the bytes are a piece of a deflate stream that is to be kept; else they are content.
        let isDeflate: Bool
        let bytes: [UInt8]
    }

    /// Thrown to the sender when the receiver gave up.
    struct Stopped: Error {}

    private struct State {
        var chunks: [Chunk] = []
        var size = 0
        var spare: [[UInt8]] = []
        /// How many files were sent whole, and found in order.
        var completed = 0
        var end: End?
        var isStopped = false
        var isSenderWaiting = false
        var isReceiverWaiting = false

        mutating func wakesReceiver() -> Bool {
            defer { isReceiverWaiting = false }
            return isReceiverWaiting
        }

        mutating func wakesSender() -> Bool {
            defer { isSenderWaiting = false }
            return isSenderWaiting
        }
    }

    private enum End {
        case whole
        case failed(any Error)
    }

    private static let capacity = 4 << 20

    private let state = Mutex(State())
    // The waits have no time limit: each side wakes the other on every way out.
    private let room = DispatchSemaphore(value: 0)
    private let news = DispatchSemaphore(value: 0)

    // MARK: The sender

    /// Sends a chunk; waits for room.
    ///
    /// - Throws: ``Stopped``.
    func send(_ chunk: Chunk) throws(Stopped) {
        while true {
            let (isSent, isStopped, wakes) = state.withLock { state in
                let fits = state.chunks.isEmpty || state.size + chunk.bytes.count <= Self.capacity
                guard !state.isStopped, fits else {
                    state.isSenderWaiting = !state.isStopped
                    return (false, state.isStopped, false)
                }
                state.chunks.append(chunk)
                state.size += chunk.bytes.count
                return (true, false, state.wakesReceiver())
            }
            if wakes { news.signal() }
            if isStopped { throw Stopped() }
            if isSent { return }
            room.wait()
        }
    }

    /// Says that the next file was sent whole.
    func complete() {
        state.withLock { $0.completed += 1 }
    }

    /// Says that nothing more comes: because it was all, or for an error.
    func end(_ error: (any Error)? = nil) {
        let wakes = state.withLock { state in
            state.end = error.map { .failed($0) } ?? .whole
            return state.wakesReceiver()
        }
        if wakes { news.signal() }
    }

    /// An empty array with room, which was sent before where there is one.
    func emptyBuffer(capacity: Int) -> [UInt8] {
        var buffer = state.withLock { $0.spare.popLast() } ?? []
        buffer.reserveCapacity(capacity)
        return buffer
    }

    // MARK: The receiver

    /// The next chunk; nil when all came.
    ///
    /// - Throws: what kept the sender from sending all.
    func receive() throws -> Chunk? {
        while true {
            let (chunk, end, wakes): (Chunk?, End?, Bool) = state.withLock { state in
                guard let first = state.chunks.first else {
                    state.isReceiverWaiting = state.end == nil
                    return (nil, state.end, false)
                }
                state.chunks.removeFirst()
                state.size -= first.bytes.count
                return (first, nil, state.wakesSender())
            }
            if wakes { room.signal() }
            if let chunk { return chunk }
            switch end {
            case .whole: return nil
            case .failed(let error): throw error
            case nil: news.wait()
            }
        }
    }

    /// Gives back what was received, to be used again.
    func recycle(_ bytes: consuming [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        let empty = bytes
        state.withLock { if $0.spare.count < 4 { $0.spare.append(empty) } }
    }

    /// How many files were sent whole.
    var completed: Int { state.withLock { $0.completed } }

    /// Says that nothing more will be received.
    func stop() {
        let wakes = state.withLock { state in
            state.isStopped = true
            state.chunks = []
            return state.wakesSender()
        }
        if wakes { room.signal() }
    }
}
