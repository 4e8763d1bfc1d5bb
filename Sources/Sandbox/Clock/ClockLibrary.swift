/// The shared library by which a program's clock is fixed, as a file.
///
/// It holds what a loader asks for and nothing else: no sections, no version of its functions, so that it stands before any libc.
/// Source: the System V ABI, chapters 4 and 5 (ELF header, program header, dynamic section, hash table), and its AMD64 supplement.
struct ClockLibrary {
    /// The file's bytes.
    let bytes: [UInt8]

    init(_ clock: FixedClock) {
        let code = ClockCode(clock, errnoSlot: Self.slotAddress - Self.codeAddress)
        let names = StringBytes([ClockCode.errnoLocation] + code.functions.map(\.name))
        var file = Bytes()
        file.putHeader()
        file.putSegments()
        file.pad(to: Self.hashOffset)
        file.putHash(count: code.functions.count)
        file.pad(to: Self.symbolsOffset)
        file.putSymbol(name: 0, isDefined: false, isFunction: false, value: 0)
        file.putSymbol(name: names.offsets[0], isDefined: false, isFunction: true, value: 0)
        for (function, name) in zip(code.functions, names.offsets.dropFirst()) {
            file.putSymbol(name: name, isDefined: true, isFunction: true, value: Self.codeAddress + function.offset)
        }
        file.pad(to: Self.relocationOffset)
        // R_X86_64_GLOB_DAT of the second symbol.
        file.put(UInt64(Self.slotAddress), UInt64(1) << 32 | 6, 0)
        file.pad(to: Self.namesOffset)
        file.bytes += names.bytes
        file.pad(to: Self.codeAddress)
        file.bytes += code.bytes
        file.pad(to: Self.dynamicAddress)
        file.putDynamic(namesSize: names.bytes.count)
        file.pad(to: Self.end)
        bytes = file.bytes
    }

    // Addresses are offsets in the file: it is mapped as it lies.
    fileprivate static let hashOffset = 0x200
    fileprivate static let symbolsOffset = 0x240
    fileprivate static let relocationOffset = 0x300
    fileprivate static let namesOffset = 0x320
    fileprivate static let codeAddress = 0x400
    /// What the loader writes to begins a page.
    fileprivate static let dynamicAddress = 0x1000
    fileprivate static let slotAddress = 0x1100
    fileprivate static let end = 0x1108
}

/// Names one after another, each behind a NUL.
private struct StringBytes {
    private(set) var bytes: [UInt8] = [0]
    private(set) var offsets: [Int] = []

    init(_ names: [String]) {
        for name in names {
            offsets.append(bytes.count)
            bytes += Array(name.utf8) + [0]
        }
    }
}

/// Bytes in the making, the lowest of a number first.
private struct Bytes {
    var bytes: [UInt8] = []

    mutating func put<Number: FixedWidthInteger>(_ numbers: Number...) {
        for number in numbers { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
    }

    mutating func pad(to offset: Int) {
        precondition(bytes.count <= offset, "the parts of the library lie apart")
        bytes += [UInt8](repeating: 0, count: offset - bytes.count)
    }

    /// Ehdr: a shared object (3) for AMD64 (62) with four program headers behind this one.
    mutating func putHeader() {
        bytes += [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        put(UInt16(3), 62)
        put(UInt32(1))
        put(UInt64(0), 64, 0)
        put(UInt32(0))
        put(UInt16(64), 56, 4, 64, 0, 0)
    }

    mutating func putSegments() {
        let text = ClockLibrary.dynamicAddress
        // PT_LOAD of what is read and run, and of what the loader fills.
        putSegment(1, flags: 5, at: 0, size: text, alignment: 0x1000)
        putSegment(1, flags: 6, at: text, size: ClockLibrary.end - text, alignment: 0x1000)
        // PT_DYNAMIC, and PT_GNU_STACK: nothing here runs on the stack.
        putSegment(2, flags: 6, at: text, size: ClockLibrary.slotAddress - text, alignment: 8)
        putSegment(0x6474_e551, flags: 6, at: 0, size: 0, alignment: 16)
    }

    private mutating func putSegment(_ type: UInt32, flags: UInt32, at offset: Int, size: Int, alignment: UInt64) {
        put(type, flags)
        put(UInt64(offset), UInt64(offset), UInt64(offset), UInt64(size), UInt64(size), alignment)
    }

    /// One bucket: it names the first function, each function's chain the next.
    mutating func putHash(count: Int) {
        put(UInt32(1), UInt32(count + 2), 2, 0, 0)
        for index in 0..<count { put(index == count - 1 ? UInt32(0) : UInt32(index + 3)) }
    }

    /// A global symbol; section 1 stands for "somewhere in this file".
    mutating func putSymbol(name: Int, isDefined: Bool, isFunction: Bool, value: Int) {
        put(UInt32(name))
        put(isFunction ? UInt8(0x12) : UInt8(0), 0)
        put(isDefined ? UInt16(1) : UInt16(0))
        put(UInt64(value), 0)
    }

    mutating func putDynamic(namesSize: Int) {
        let entries: [(tag: UInt64, value: Int)] = [
            (4, ClockLibrary.hashOffset), (5, ClockLibrary.namesOffset), (6, ClockLibrary.symbolsOffset),
            (7, ClockLibrary.relocationOffset), (8, 24), (9, 24), (10, namesSize), (11, 24), (0, 0),
        ]
        for entry in entries { put(entry.tag, UInt64(entry.value)) }
    }
}
