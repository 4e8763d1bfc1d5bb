import Subprocess

/// What is kept of a stream that may be endless: its first bytes or its last.
struct KeptBytes: Sendable {
    private(set) var kept: [UInt8] = []
    private(set) var isCut = false

    enum Part: Sendable {
        case first(Int)
        case last(Int)
    }

    init(of stream: SubprocessOutputSequence, _ part: Part) async throws {
        for try await buffer in stream { buffer.withUnsafeBytes { take($0, part) } }
        if case .last(let limit) = part { drop(to: limit) }
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer, _ part: Part) {
        switch part {
        case .first(let limit):
            let room = limit - kept.count
            kept.append(contentsOf: bytes.prefix(room))
            if bytes.count > room { isCut = true }
        case .last(let limit):
            kept.append(contentsOf: bytes)
            // Moved only now and then, so that the cost per byte stays the same.
            if kept.count > 2 * limit + 65536 { drop(to: limit) }
        }
    }

    private mutating func drop(to limit: Int) {
        guard kept.count > limit else { return }
        kept.removeFirst(kept.count - limit)
        isCut = true
    }
}
