import Archive
import Dispatch
import Synchronization

/// Has libarchive list an archive while it is read here, and tells where the two listings part.
///
/// Only the headers go to libarchive, over a queue of bounded length to a thread of its own. Whatever it takes for a header
/// that is none here, or the other way round, shows: between the headers it finds zeros, which end an archive for it.
final class SecondOpinion: Sendable {
    /// What goes over the queue at once.
    private struct Batch: Sendable {
        /// Headers, and after how many of their bytes how much is passed over.
        var bytes: [UInt8] = []
        var gaps: [(end: Int, count: Int64)] = []
        var members: [TarMember] = []
    }

    private struct State {
        var batch = Batch()
        var queue: [Batch] = []
        var isClosed = false
        var isWhole = false
        /// Set when libarchive's part is over: nothing need be handed over any more.
        var isDone = false
        var fault: TarFault?
    }

    private static let depth = 4
    private static let batchSize = 64 << 10
    /// How many entries are kept for libarchive to come to: more than all batches hold where the listings agree.
    private static let mostAhead = 10_000

    private let state = Mutex(State())
    private let room = DispatchSemaphore(value: SecondOpinion.depth)
    private let filled = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    /// Begins the listing.
    init() {
        DispatchQueue(label: "dev.imagesmith.second-opinion").async { [self] in
            let fault = list()
            state.withLock { state in
                state.isDone = true
                state.fault = fault
            }
            // Who waits for room, or will, goes on.
            for _ in 0..<SecondOpinion.depth { room.signal() }
            done.signal()
        }
    }

    /// Takes a header, or the body of an extended one.
    func take(_ bytes: [UInt8]) {
        let isFull = state.withLock { state in
            state.batch.bytes += bytes
            return state.batch.bytes.count >= SecondOpinion.batchSize
        }
        if isFull { handOver() }
    }

    /// Takes what was made of the headers.
    func take(_ member: TarMember) {
        // Attributes are not compared, and may be many.
        let member = member.withoutAttributes
        state.withLock { $0.batch.members.append(member) }
    }

    /// Passes over what is no header.
    func skip(_ count: Int64) {
        if count == 0 { return }
        state.withLock { state in
            let end = state.batch.bytes.count
            if let last = state.batch.gaps.last, last.end == end {
                state.batch.gaps[state.batch.gaps.count - 1].count = last.count + count
            } else {
                state.batch.gaps.append((end, count))
            }
        }
    }

    /// Ends the archive; returns where the listings part, nil for nowhere.
    ///
    /// - Parameter isWhole: whether all of it was listed here. Otherwise it is only said of what was.
    func finish(isWhole: Bool) -> TarFault? {
        close(isWhole: isWhole)
        done.wait()
        return state.withLock { $0.fault }
    }

    /// Ends the archive early; to be called in any case, as often as it may be.
    func close(isWhole: Bool = false) {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            if !state.isClosed { state.isWhole = isWhole }
            return !state.isClosed
        }
        if isFirst {
            handOver()
            filled.signal()
        }
    }

    private func handOver() {
        let isWanted = state.withLock { state in
            if state.isDone { state.batch = Batch() }
            return !state.isDone
        }
        guard isWanted else { return }
        room.wait()
        state.withLock { state in
            if !state.isDone { state.queue.append(state.batch) }
            state.batch = Batch()
        }
        filled.signal()
    }

    /// The next batch; nil at the end.
    private func next() -> Batch? {
        filled.wait()
        let batch = state.withLock { $0.queue.isEmpty ? nil : $0.queue.removeFirst() }
        if batch != nil { room.signal() }
        return batch
    }

    /// What came over the queue and was not looked at yet: a few batches, whose headers and entries need not end together.
    private final class Inbox {
        private var pieces: [TarLister.Piece] = []
        private var members: [TarMember] = []
        private var (piece, member) = (0, 0)
        var isAtEnd = false

        func add(_ batch: Batch) {
            pieces.removeFirst(piece)
            members.removeFirst(member)
            (piece, member) = (0, 0)
            var start = 0
            for (end, count) in batch.gaps {
                if end > start { pieces.append(.bytes(Array(batch.bytes[start..<end]))) }
                pieces.append(.zeros(count))
                start = end
            }
            if start < batch.bytes.count { pieces.append(.bytes(Array(batch.bytes[start...]))) }
            members += batch.members
        }

        /// Whether libarchive takes for content what is many entries here: the listings part at the one it is at.
        var isLeftBehind: Bool { members.count - member > SecondOpinion.mostAhead }

        func nextPiece() -> TarLister.Piece? {
            guard piece < pieces.count else { return nil }
            defer { piece += 1 }
            return pieces[piece]
        }

        func nextMember() -> TarMember? {
            guard member < members.count else { return nil }
            defer { member += 1 }
            return members[member]
        }
    }

    /// Takes the next batch apart; false at the end.
    private func refill(_ inbox: Inbox) -> Bool {
        guard !inbox.isAtEnd, let batch = next() else {
            inbox.isAtEnd = true
            return false
        }
        inbox.add(batch)
        return true
    }

    private func list() -> TarFault? {
        let inbox = Inbox()
        do throws(TarLister.Refusal) {
            var lister = try TarLister {
                repeat {
                    if inbox.isLeftBehind { return nil }
                    if let piece = inbox.nextPiece() { return piece }
                } while self.refill(inbox)
                return nil
            }
            while true {
                let entry: ArchiveEntry?
                var refusal: String?
                do throws(TarLister.Refusal) { entry = try lister.next() } catch {
                    entry = nil
                    refusal = error.message
                }
                var ours = inbox.nextMember()
                while ours == nil, refill(inbox) { ours = inbox.nextMember() }
                if let ours {
                    guard let entry else {
                        return SecondOpinion.fault(ours, found: refusal ?? "the end of the archive")
                    }
                    if let difference = ListedEntry(ours).difference(from: ListedEntry(entry)) {
                        return SecondOpinion.fault(ours, expected: difference.ours, found: difference.theirs)
                    }
                    continue
                }
                // The end for us, which counts only where we came to the archive's.
                guard state.withLock({ $0.isWhole }) else { return nil }
                if let entry {
                    return TarFault(.tarDisagreement, path: entry.path, expected: "the end", actual: "this entry")
                }
                return refusal.map { TarFault(.tarDisagreement, actual: "\(PrintableText($0))") }
            }
        } catch {
            return TarFault(.tarDisagreement, actual: "\(PrintableText(error.message))")
        }
    }

    private static func fault(_ member: TarMember, expected: String? = nil, found: String) -> TarFault {
        TarFault(.tarDisagreement, path: member.path, expected: expected, actual: "\(PrintableText(found))")
    }
}
