/// Reads a tar archive strictly, piece by piece, in memory that does not grow with it.
///
/// ustar, pax and GNU long names are read. Where readers that are in use would disagree about what comes next, it tells
/// its visitor so and reads no further: what it listed from there on would be one opinion among several.
/// Source: POSIX.1-2017, pax; the GNU tar manual.
struct TarReader<Visitor: TarVisitor> {
    private enum State {
        case header
        case extended(UInt8)
        case content
        case tail
        case stopped
    }

    /// Who is told.
    var visitor: Visitor
    /// Who makes a second listing of the archive.
    var opinion: SecondOpinion?
    private var state = State.header
    private var block: [UInt8] = []
    /// What is left of the content or extended header.
    private var remaining: Int64 = 0
    /// What is left of the padding after it.
    private var padding = 0
    private var isPaddingFaulty = false
    private var collected: [UInt8] = []
    private var extensions = TarExtensions()
    private var zeroBlocks = 0
    /// Bytes after the end.
    private var tail = 0
    private var current: [UInt8]?

    init(_ visitor: Visitor) {
        self.visitor = visitor
        block.reserveCapacity(TarHeaderBlock.size)
    }

    /// Whether a part of the archive was passed over, or is missing.
    private(set) var isCutShort = false

    /// Takes the next bytes.
    mutating func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            let used: Int
            switch state {
            case .header: used = takeHeader(rest)
            case .content, .extended: used = takeBody(rest)
            case .tail: used = takeTail(rest)
            case .stopped: return
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[used...])
        }
    }

    /// Says that no more bytes come.
    mutating func finish() {
        switch state {
        case .stopped, .tail: break
        case .header where block.isEmpty && extensions.isEmpty:
            visitor.fault(TarFault(.tarEndMissing, expected: "2", actual: "\(zeroBlocks)"))
        default: stop(TarFault(.tarTruncated, path: current))
        }
        state = .stopped
    }

    private mutating func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        let taken = min(TarHeaderBlock.size - block.count, bytes.count)
        block.append(contentsOf: bytes.prefix(taken))
        guard block.count == TarHeaderBlock.size else { return taken }
        opinion?.take(block)
        do throws(TarFault) { try readHeader() } catch { stop(error) }
        block.removeAll(keepingCapacity: true)
        return taken
    }

    private mutating func readHeader() throws(TarFault) {
        current = nil
        if block.allSatisfy({ $0 == 0 }) {
            guard extensions.isEmpty else { throw PaxHeader.malformed("no entry follows an extended header") }
            zeroBlocks += 1
            if zeroBlocks == 2 { state = .tail }
            return
        }
        guard zeroBlocks == 0 else {
            throw TarFault(.tarDataAfterEnd, actual: "a header follows a zero block")
        }
        let header = try TarHeaderBlock(block)
        switch header.type {
        case let type where TarExtensions.contains(type):
            guard let size = header.size, size >= 0 else {
                throw TarFault(.tarSizeNegative, actual: "an extended header of \(header.size ?? 0) bytes")
            }
            guard size <= TarExtensions.limit else {
                throw TarFault(
                    .tarLimit, expected: "at most \(TarExtensions.limit) bytes", actual: "an extended header of \(size)"
                )
            }
            collected.removeAll(keepingCapacity: true)
            begin(.extended(type), size)
            if size == 0 { try extensions.add(type, []) }
        case UInt8(ascii: "g"): try readGlobal(header)
        case UInt8(ascii: "S"): throw TarFault(.tarSparse, path: header.name)
        default: try readMember(header)
        }
    }

    private mutating func readMember(_ header: TarHeaderBlock) throws(TarFault) {
        let member = try extensions.member(header)
        current = member.path
        if case .unknown(let type) = member.kind {
            visitor.fault(TarFault(.tarTypeUnknown, path: member.path, actual: "\(PrintableText([type]))"))
        }
        guard visitor.visit(member) else {
            isCutShort = true
            state = .stopped
            return
        }
        opinion?.take(member)
        begin(.content, member.size)
    }

    /// A global header is a fault, but all agree where it ends.
    private mutating func readGlobal(_ header: TarHeaderBlock) throws(TarFault) {
        guard let size = header.size, size >= 0, size <= .max - 512 else {
            throw TarFault(.tarSizeNegative, actual: "a global header of \(header.size ?? 0) bytes")
        }
        visitor.fault(TarFault(.tarPaxGlobal))
        begin(.extended(header.type), size)
    }

    private mutating func begin(_ next: State, _ size: Int64) {
        remaining = size
        padding = Int((512 - size % 512) % 512)
        isPaddingFaulty = false
        state = size == 0 ? .header : next
    }

    private mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        let taken = Int(min(remaining, Int64(bytes.count)))
        let body = UnsafeRawBufferPointer(rebasing: bytes.prefix(taken))
        var isHeader = false
        switch state {
        case .content: if taken > 0 { visitor.content(body) }
        case .extended(let type) where type != UInt8(ascii: "g"):
            isHeader = true
            collected.append(contentsOf: body)
        default: break
        }
        // Passed over as it comes: what a header announces need not be there.
        if !isHeader { opinion?.skip(Int64(taken)) }
        remaining -= Int64(taken)
        guard remaining == 0 else { return taken }
        let filling = bytes[taken...].prefix(padding)
        if !isPaddingFaulty, !filling.allSatisfy({ $0 == 0 }) {
            isPaddingFaulty = true
            visitor.fault(TarFault(.tarPadding, path: current))
        }
        padding -= filling.count
        if !isHeader { opinion?.skip(Int64(filling.count)) }
        if padding == 0 { endBody() }
        return taken + filling.count
    }

    private mutating func endBody() {
        if case .extended(let type) = state, type != UInt8(ascii: "g") {
            opinion?.take(collected)
            opinion?.skip((512 - Int64(collected.count) % 512) % 512)
            do throws(TarFault) { try extensions.add(type, collected) } catch { return stop(error) }
        }
        state = .header
    }

    /// After the end there may be zeros only: GNU tar and others fill up a record of 10 KiB.
    private mutating func takeTail(_ bytes: UnsafeRawBufferPointer) -> Int {
        tail += bytes.count
        if bytes.contains(where: { $0 != 0 }) {
            stop(TarFault(.tarDataAfterEnd))
        } else if tail > 1 << 20 {
            stop(TarFault(.tarDataAfterEnd, expected: "at most 1 MiB of zeros", actual: "more"))
        }
        return bytes.count
    }

    private mutating func stop(_ fault: TarFault) {
        visitor.fault(fault)
        isCutShort = true
        state = .stopped
    }
}
