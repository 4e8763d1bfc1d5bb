/// Why a parser stopped.
enum ELFInterruption: Error {
    /// These ranges must be known before it can go on; they lie within the file, none is empty.
    case absent([Range<Int64>])
    case fault(ELFFault)
}

/// Reads an object file of which only some bytes are known: it says which others it needs, and starts again with these.
///
/// Source: System V gABI, chapter 4 "Object Files" and chapter 5 "Program Loading and Dynamic Linking".
struct ELFParser {
    static let headerSize: Int64 = 64
    /// More program headers, dynamic entries and libraries than any object has.
    private static let mostSegments = 1024
    private static let largestDynamic: Int64 = 1 << 18
    private static let mostNeeded = 1024
    private static let longestPath: Int64 = 4096

    private let bytes: SparseBytes
    private let size: Int64
    /// What was read and will be read again.
    private(set) var used: [Range<Int64>] = []

    init(_ bytes: SparseBytes, size: Int64) {
        self.bytes = bytes
        self.size = size
    }

    mutating func parse() throws(ELFInterruption) -> ELFContent {
        let header = LittleEndianBytes(try one(0..<ELFParser.headerSize))
        guard header.bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { return .other }
        guard header.u8(4) == 2, header.u8(5) == 1 else { return .foreign }
        let segments = try segments(header)
        let kind: ELFObject.Kind =
            switch header.u16(16) {
            case 2: .executable
            case 3: .shared
            case let type: .other(type)
            }
        // All that the segments lead to is asked for at once: a stream is then read again once at most for it.
        var ranges: [Range<Int64>] = []
        let property = segments.last { $0.isProperty }?.range(within: size)
        let interpreter = try segments.last { $0.isInterpreter }.map { (segment) throws(ELFInterruption) in
            try range(of: .interpreter, segment, limit: Int64(LibraryName.longest) + 1)
        }
        let dynamic = try segments.last { $0.isDynamic && $0.size > 0 }.map { (segment) throws(ELFInterruption) in
            try range(of: .dynamic, segment, limit: ELFParser.largestDynamic)
        }
        ranges = [property, interpreter, dynamic].compactMap(\.self)
        var parts = try read(ranges)
        let isaLevel = property.map { _ in ELFProperty.isaLevel(LittleEndianBytes(parts.removeFirst())) } ?? 0
        let name = try interpreter.map { (_) throws(ELFInterruption) in try text(parts.removeFirst()) }
        return .object(
            ELFObject(
                machine: ELFMachine(rawValue: header.u16(18)), kind: kind,
                interpreter: try name.map { (name) throws(ELFInterruption) in try library(name) },
                dynamic: try dynamic.map { (_) throws(ELFInterruption) in
                    try dynamicFacts(LittleEndianBytes(parts.removeFirst()), segments)
                }, isaLevel: isaLevel))
    }

    private mutating func segments(_ header: LittleEndianBytes) throws(ELFInterruption) -> [ELFSegment] {
        let count = Int(header.u16(56))
        if count == 0 { return [] }
        guard header.u16(54) == 56 else { throw .fault(.headerSize(header.u16(54))) }
        guard count <= ELFParser.mostSegments else { throw .fault(.limit(.programHeaders)) }
        guard let start = Int64(exactly: header.u64(32)), start <= size, Int64(count) * 56 <= size - start else {
            throw .fault(.outside(.programHeaders))
        }
        let table = LittleEndianBytes(try one(start..<start + Int64(count) * 56))
        return (0..<count).map { ELFSegment(table, at: $0 * 56) }
    }

    private mutating func dynamicFacts(
        _ table: LittleEndianBytes, _ segments: [ELFSegment]
    ) throws(ELFInterruption) -> ELFDynamic {
        var needed: [UInt64] = []
        var (soname, rPath, runPath, strings) = (UInt64?.none, UInt64?.none, UInt64?.none, UInt64?.none)
        var flags: UInt64 = 0
        scan: for place in stride(from: 0, through: table.count - 16, by: 16) {
            let value = table.u64(place + 8)
            switch table.u64(place) {
            case 0: break scan
            case 1: needed.append(value)
            case 5: strings = strings ?? value
            case 14: soname = soname ?? value
            case 15: rPath = value
            case 29: runPath = value
            case 0x6fff_fffb: flags = value
            default: break
            }
        }
        guard needed.count <= ELFParser.mostNeeded else { throw .fault(.limit(.dynamic)) }
        guard let strings, let home = segments.first(where: { $0.loads(strings) }) else { throw .fault(.noStrings) }
        guard let whole = home.range(within: size) else { throw .fault(.outside(.strings)) }
        let start = whole.lowerBound + Int64(strings - home.address)
        func range(_ offset: UInt64, limit: Int64) throws(ELFInterruption) -> Range<Int64> {
            guard let offset = Int64(exactly: offset), offset < whole.upperBound - start else {
                throw .fault(.outside(.strings))
            }
            return start + offset..<min(start + offset + limit, whole.upperBound)
        }
        var ranges: [Range<Int64>] = []
        for offset in needed + [soname].compactMap(\.self) {
            ranges.append(try range(offset, limit: Int64(LibraryName.longest) + 1))
        }
        for offset in [rPath, runPath].compactMap(\.self) {
            ranges.append(try range(offset, limit: ELFParser.longestPath))
        }
        var texts: [[UInt8]] = []
        for part in try read(ranges) { texts.append(try text(part)) }
        var names: [LibraryName] = []
        for text in texts.prefix(needed.count) { names.append(try library(text)) }
        texts.removeFirst(needed.count)
        return ELFDynamic(
            soname: try soname.map { (_) throws(ELFInterruption) in try library(texts.removeFirst()) }, needed: names,
            rPath: rPath.map { _ in texts.removeFirst() }, runPath: runPath.map { _ in texts.removeFirst() },
            ignoresDefaults: flags & 0x800 != 0)
    }

    private func range(
        of part: ELFFault.Part, _ segment: ELFSegment, limit: Int64
    ) throws(ELFInterruption) -> Range<Int64> {
        guard let range = segment.range(within: size), !range.isEmpty else { throw .fault(.outside(part)) }
        guard range.count <= limit else { throw .fault(.limit(part)) }
        return range
    }

    /// A text up to its NUL.
    private func text(_ bytes: ArraySlice<UInt8>) throws(ELFInterruption) -> [UInt8] {
        guard let end = bytes.firstIndex(of: 0) else { throw .fault(.name) }
        return Array(bytes[..<end])
    }

    private func library(_ text: [UInt8]) throws(ELFInterruption) -> LibraryName {
        do throws(ELFFault) { return try LibraryName(text) } catch { throw .fault(error) }
    }

    private mutating func one(_ range: Range<Int64>) throws(ELFInterruption) -> ArraySlice<UInt8> {
        guard let bytes = bytes.read(range) else { throw .absent([range]) }
        used.append(range)
        return bytes
    }

    /// All the ranges, or a complaint about all that are absent.
    private mutating func read(_ ranges: [Range<Int64>]) throws(ELFInterruption) -> [ArraySlice<UInt8>] {
        let absent = ranges.filter { bytes.read($0) == nil }
        guard absent.isEmpty else {
            used += ranges.filter { bytes.read($0) != nil }
            throw .absent(absent)
        }
        used += ranges
        return ranges.compactMap { bytes.read($0) }
    }
}
