/// Cuts a run of entries, as `TarWriter` writes them one after another, into their contents.
///
/// It is told the entries and takes the bytes as they come, so that a run that is kept compressed streams through it. It
/// does not look at the headers: whoever kept the run vouches for its bytes.
public final class TarRunReader {
    private let spans: [Span]
    private let receive: (Int, UnsafeRawBufferPointer) throws -> Void
    private var index = 0
    private var offset: Int64 = 0

    private struct Span {
        let content: Range<Int64>
        let end: Int64
    }

    /// A reader that gives contents to `receive` with the entry's index: for every entry first no bytes, then its bytes.
    public init(_ entries: [TarEntry], receive: @escaping (Int, UnsafeRawBufferPointer) throws -> Void) {
        spans = entries.map { entry in
            let (size, whole) = (entry.contentSize, TarWriter.size(of: entry))
            let start = whole - size - Int64(TarHeader.padding(after: size))
            return Span(content: start..<start + size, end: whole)
        }
        self.receive = receive
    }

    /// Takes the next bytes. Throws `TarError.runSize` when they are more than the run has, and what `receive` throws.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            guard index < spans.count else { throw TarError.runSize(expected: size, actual: size + Int64(rest.count)) }
            let span = spans[index]
            if offset == 0 { try receive(index, UnsafeRawBufferPointer(start: nil, count: 0)) }
            let count = Int(min(Int64(rest.count), span.end - offset))
            let wanted = span.content.clamped(to: offset..<offset + Int64(count))
            if !wanted.isEmpty {
                let start = Int(wanted.lowerBound - offset)
                try receive(index, UnsafeRawBufferPointer(rebasing: rest[start..<start + Int(wanted.count)]))
            }
            offset += Int64(count)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            if offset == span.end { (index, offset) = (index + 1, 0) }
        }
    }

    /// Ends the run. Throws `TarError.runSize` when bytes are missing.
    public func finish() throws(TarError) {
        guard index == spans.count else {
            throw .runSize(expected: size, actual: spans[..<index].reduce(offset) { $0 + $1.end })
        }
    }

    private var size: Int64 { spans.reduce(0) { $0 + $1.end } }
}
