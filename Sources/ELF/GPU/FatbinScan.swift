/// Finds the fat binaries in a library while its bytes stream by: what `nvcc` puts into the section `.nv_fatbin`.
///
/// The headers are looked for at every eighth byte, wherever the section table says that they are, because it stands at a
/// file's end and is often stripped. Nothing is kept but sums.
/// Source: the format as read off the libraries of CUDA 11 to 13: magic, version, header size and content size of a container;
/// then modules with kind (u16 at 0), header size (u32 at 4), content size (u64 at 8) and capability (u32 at 28).
public struct FatbinScan: Sendable {
    private enum State {
        case search
        /// The bytes of a container's header.
        case container
        /// The bytes of a module's header, and what is left of the container.
        case module(left: UInt64)
        /// Bytes that are of no interest, and what is left of the container behind them.
        case skip(UInt64, left: UInt64)
    }

    private static let magic: UInt32 = 0xba55_ed50
    private static let containerHeader = 16
    private static let moduleHeader = 32

    private var state = State.search
    private var buffer: [UInt8] = []
    private var position: UInt64 = 0

    /// What was found so far.
    public private(set) var code = GPUCode()

    /// A scan of a file's beginning.
    public init() {}

    /// Takes the file's next bytes.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            let taken: Int
            switch state {
            case .search: taken = search(rest)
            case .container:
                taken = collect(rest, FatbinScan.containerHeader)
                if buffer.count == FatbinScan.containerHeader { readContainer() }
            case .module(let left):
                taken = collect(rest, FatbinScan.moduleHeader)
                if buffer.count == FatbinScan.moduleHeader { readModule(left: left) }
            case .skip(let count, let left):
                taken = Int(min(count, UInt64(rest.count)))
                if UInt64(taken) < count {
                    state = .skip(count - UInt64(taken), left: left)
                } else {
                    state = left >= UInt64(FatbinScan.moduleHeader) ? .module(left: left) : .search
                }
            }
            position += UInt64(taken)
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
        }
    }

    /// Looks for the magic number; gives up to eight bytes of a beginning to the buffer where the piece ends among them.
    private mutating func search(_ bytes: UnsafeRawBufferPointer) -> Int {
        let misplaced = Int(position % 8)
        if !buffer.isEmpty || misplaced != 0 {
            if buffer.isEmpty { return min(8 - misplaced, bytes.count) }
            let taken = collect(bytes, 8)
            if buffer.count == 8 { if isMagic { state = .container } else { buffer.removeAll(keepingCapacity: true) } }
            return taken
        }
        var place = 0
        while place + 8 <= bytes.count {
            if UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)) == FatbinScan.magic {
                state = .container
                return place
            }
            place += 8
        }
        buffer.append(contentsOf: bytes[place...])
        return bytes.count
    }

    private var isMagic: Bool { LittleEndianBytes(buffer[...]).u32(0) == FatbinScan.magic }

    private mutating func collect(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> Int {
        let taken = min(count - buffer.count, bytes.count)
        buffer.append(contentsOf: bytes.prefix(taken))
        return taken
    }

    private mutating func readContainer() {
        let header = LittleEndianBytes(buffer[...])
        let isSound = header.u16(4) == 1 && header.u16(6) == 16
        state = isSound ? .module(left: header.u64(8)) : .search
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func readModule(left: UInt64) {
        let header = LittleEndianBytes(buffer[...])
        let (kind, headerSize, size) = (header.u16(0), UInt64(header.u32(4)), header.u64(8))
        let capability = Int(header.u32(28))
        buffer.removeAll(keepingCapacity: true)
        guard headerSize >= UInt64(FatbinScan.moduleHeader), headerSize <= left, size <= left - headerSize,
            (10..<10_000).contains(capability)
        else {
            state = .search
            return
        }
        let amount = GPUCode.Amount(modules: 1, bytes: Int64(clamping: size))
        switch kind {
        case 1: code.ptx[capability, default: GPUCode.Amount()] += amount
        case 2: code.machineCode[capability, default: GPUCode.Amount()] += amount
        default: break
        }
        state = .skip(headerSize - UInt64(FatbinScan.moduleHeader) + size, left: left - headerSize - size)
    }
}
