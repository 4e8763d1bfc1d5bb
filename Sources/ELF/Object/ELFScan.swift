/// Finds out what a file is while its bytes stream by, in memory that does not grow with the file.
///
/// The first bytes are kept, up to a window, and beyond it what the file's own headers point ahead to. Where they point back
/// behind the window, the file has to stream by once more; that is rare and known at the end.
public struct ELFScan: Sendable {
    /// How much of a file's beginning is kept: the dynamic strings of nearly all libraries lie there.
    static let window: Int64 = 8 << 20
    /// Header, program headers, dynamic section, strings: no file takes more steps.
    static let steps = 5

    private let size: Int64
    private var position: Int64 = 0
    private var known = SparseBytes()
    /// What the parser waits for, sorted.
    private var pending: [Range<Int64>] = [0..<ELFParser.headerSize]
    /// The pending range that streams by.
    private var current: (range: Range<Int64>, bytes: [UInt8])?
    private var used: [Range<Int64>] = []
    private var passes = 1

    /// What the file is, once that is known.
    public private(set) var content: ELFContent?

    /// A scan of a file of that size.
    public init(size: Int64) {
        self.size = size
        if size < ELFParser.headerSize { content = .other }
    }

    /// Takes the file's next bytes.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while content == nil, !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(min(Int64(rest.count), distance))))
            take(piece)
            rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
            while content == nil, pending.allSatisfy({ known.read($0) != nil }) { advance() }
        }
    }

    /// Says that the file ended.
    ///
    /// - Returns: Whether it must stream by once more, after ``rewind()``.
    public mutating func finish() -> Bool {
        if content == nil, position < size { content = .malformed(.truncated) }
        if content == nil, passes == ELFScan.steps { content = .malformed(.scattered) }
        if content != nil { release() } else { known = known.trimmed(to: used) }
        return content == nil
    }

    /// Begins again with the file's first byte.
    public mutating func rewind() {
        passes += 1
        position = 0
        current = nil
    }

    /// The bytes that are kept for another pass.
    var keptSize: Int { known.count + pending.reduce(0) { $0 + $1.count } }

    /// Ends a scan that costs too much.
    mutating func giveUp() {
        content = .malformed(.budget)
        release()
    }

    private mutating func release() { (known, pending, used, current) = (SparseBytes(), [], [], nil) }

    /// How far it is to the next byte at which something begins or ends.
    private var distance: Int64 {
        var next = Int64.max
        if passes == 1, position < ELFScan.window { next = ELFScan.window }
        for range in pending {
            if range.lowerBound > position {
                next = min(next, range.lowerBound)
            } else if range.upperBound > position {
                next = min(next, range.upperBound)
            }
        }
        return next - position
    }

    private mutating func take(_ piece: UnsafeRawBufferPointer) {
        if passes == 1, position < ELFScan.window { known.appendToHead(piece) }
        // Ranges may overlap: each is captured from its own beginning, one that was passed in another pass.
        if current == nil, let range = pending.first(where: { $0.lowerBound == position && known.read($0) == nil }) {
            current = (range, [])
        }
        current?.bytes.append(contentsOf: piece)
        position += Int64(piece.count)
        if let (range, bytes) = current, range.upperBound == position {
            known.add(bytes, at: range.lowerBound)
            current = nil
        }
    }

    private mutating func advance() {
        var parser = ELFParser(known, size: size)
        do throws(ELFInterruption) { content = try parser.parse() } catch {
            switch error {
            case .fault(let fault): content = .malformed(fault)
            case .absent(let ranges): pending = ELFScan.merged(ranges)
            }
        }
        used = parser.used
        current = nil
        if content != nil { release() }
    }

    /// The ranges in their order, those that touch as one.
    private static func merged(_ ranges: [Range<Int64>]) -> [Range<Int64>] {
        var merged: [Range<Int64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
