import Glibc

/// Blocks out of one range of addresses, for one thread at a time.
///
/// Free blocks that touch become one, so a range never falls into pieces for good. No more pages are kept than were in use at
/// a time, and a little: what an allocation needs beyond is taken from free blocks, whose pages go back to the system.
struct TensorHeap: ~Copyable {
    /// What ONNX Runtime wants its tensors aligned to, for vectors of 64 bytes; the room of a header, too.
    static let alignment = 64
    /// The blocks from here on are looked for by the pages they have, the smaller ones by size alone.
    private static let large = 1 << 18
    /// How far the range is made usable at a time.
    private static let step = 64 << 20

    /// What lies in front of every block.
    private struct Header {
        /// The whole block's bytes, the header's included.
        var size: Int
        /// The bytes of the block before it, 0 for the first one.
        var before: Int
        var isFree: Bool
        var next: UnsafeMutablePointer<Header>?
        var previous: UnsafeMutablePointer<Header>?
    }

    private typealias Block = UnsafeMutablePointer<Header>

    /// The bytes of the range; 0 where the system gave none.
    let capacity: Int
    private let base: UnsafeMutableRawPointer?
    /// The free blocks by the power of two that their size reaches.
    private let bins: UnsafeMutablePointer<Block?>
    private static let binCount = Int.bitWidth
    private var usable = 0
    private var pages: PageRecord

    /// The bytes of the blocks in use.
    private(set) var inUse = 0
    /// The most that was in use at a time since ``trim()``.
    private var most = 0

    /// Reserves `bytes` of addresses, or the half, or a quarter, as the limit of the process allows; no memory yet.
    ///
    /// The corresponding C function is `mmap`.
    init(reserving bytes: Int) {
        bins = .allocate(capacity: Self.binCount)
        bins.initialize(repeating: nil, count: Self.binCount)
        var size = bytes
        while size >= Self.step {
            let memory = mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
            if let memory, memory != MAP_FAILED {
                base = memory
                capacity = size
                pages = PageRecord(covering: size)
                if use(upTo: Self.alignment) {
                    let first = memory.bindMemory(to: Header.self, capacity: 1)
                    first.initialize(to: Header(size: size, before: 0, isFree: true))
                    insert(first)
                }
                return
            }
            size /= 2
        }
        base = nil
        capacity = 0
        pages = PageRecord(covering: 0)
    }

    deinit {
        bins.deallocate()
        if let base { munmap(base, capacity) }
    }

    /// A block of at least `count` bytes, or nil when there is no room or no memory.
    mutating func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
        guard count >= 0, count < capacity - 2 * Self.alignment else { return nil }
        let size = max(count + 2 * Self.alignment - 1, 2 * Self.alignment) & ~(Self.alignment - 1)
        guard let block = size >= Self.large ? mostPaged(size) : smallest(size),
            use(upTo: offset(of: block) + size + Self.alignment)
        else { return nil }
        remove(block)
        if block.pointee.size - size >= 2 * Self.alignment {
            let rest = Self.block(block, offsetBy: size)
            rest.initialize(to: Header(size: block.pointee.size - size, before: size, isFree: true))
            block.pointee.size = size
            after(rest)?.pointee.before = rest.pointee.size
            insert(rest)
        }
        block.pointee.isFree = false
        inUse += block.pointee.size
        most = max(most, inUse)
        pages.add(offset(of: block), block.pointee.size)
        let limit = most + max(most / 32, 8 << 20)
        if pages.bytes > limit { release(downTo: limit) }
        return UnsafeMutableRawPointer(block) + Self.alignment
    }

    /// Takes back a block that ``allocate(_:)`` gave.
    mutating func free(_ memory: UnsafeMutableRawPointer) {
        var block = (memory - Self.alignment).assumingMemoryBound(to: Header.self)
        inUse -= block.pointee.size
        block.pointee.isFree = true
        if let after = after(block), after.pointee.isFree {
            remove(after)
            block.pointee.size += after.pointee.size
        }
        if block.pointee.before > 0 {
            let before = Self.block(block, offsetBy: -block.pointee.before)
            if before.pointee.isFree {
                remove(before)
                before.pointee.size += block.pointee.size
                block = before
            }
        }
        after(block)?.pointee.before = block.pointee.size
        insert(block)
    }

    /// Whether a block lies in here.
    func contains(_ memory: UnsafeMutableRawPointer) -> Bool {
        guard let base else { return false }
        return memory >= base && memory < base + capacity
    }

    /// Gives the pages of all free blocks back to the system.
    mutating func trim() {
        release(downTo: 0)
        most = inUse
    }

    /// Gives pages of free blocks back, of the largest blocks first, until no more than `limit` bytes are left.
    private mutating func release(downTo limit: Int) {
        for bin in (Self.bin(Self.large)..<Self.binCount).reversed() {
            var next = bins[bin]
            while let block = next, let base {
                guard pages.bytes > limit else { return }
                next = block.pointee.next
                pages.release(
                    offset(of: block) + Self.alignment, block.pointee.size - Self.alignment, of: base, downTo: limit)
            }
        }
    }

    /// The bytes of the pages that there may be.
    var resident: Int { pages.bytes }

    /// Makes the range usable up to there; false when the system refuses.
    ///
    /// The corresponding C function is `mprotect`: only what is usable counts where the system promises no more memory
    /// than it has.
    private mutating func use(upTo end: Int) -> Bool {
        guard end > usable, let base else { return true }
        let target = min(capacity, (end + Self.step - 1) / Self.step * Self.step)
        guard mprotect(base + usable, target - usable, PROT_READ | PROT_WRITE) == 0 else { return false }
        usable = target
        return true
    }

    // MARK: Blocks

    private static func block(_ block: Block, offsetBy bytes: Int) -> Block {
        (UnsafeMutableRawPointer(block) + bytes).assumingMemoryBound(to: Header.self)
    }

    private func offset(of block: Block) -> Int {
        Int(bitPattern: UnsafeRawPointer(block)) - Int(bitPattern: base)
    }

    /// The block behind, unless this is the last one.
    private func after(_ block: Block) -> Block? {
        guard let base else { return nil }
        let end = UnsafeMutableRawPointer(block) + block.pointee.size
        return end < base + capacity ? end.assumingMemoryBound(to: Header.self) : nil
    }

    private static func bin(_ size: Int) -> Int { size.bitWidth - 1 - size.leadingZeroBitCount }

    private func insert(_ block: Block) {
        let bin = Self.bin(block.pointee.size)
        block.pointee.previous = nil
        block.pointee.next = bins[bin]
        bins[bin]?.pointee.previous = block
        bins[bin] = block
    }

    private func remove(_ block: Block) {
        block.pointee.next?.pointee.previous = block.pointee.previous
        if let previous = block.pointee.previous {
            previous.pointee.next = block.pointee.next
        } else {
            bins[Self.bin(block.pointee.size)] = block.pointee.next
        }
    }

    /// The smallest of the free blocks that hold `size` bytes.
    private func smallest(_ size: Int) -> Block? {
        for bin in Self.bin(size)..<Self.binCount {
            var best: Block?
            var next = bins[bin]
            while let block = next {
                if block.pointee.size >= size, best.map({ block.pointee.size < $0.pointee.size }) ?? true {
                    best = block
                }
                next = block.pointee.next
            }
            if let best { return best }
        }
        return nil
    }

    /// Of the free blocks that hold `size` bytes the one for which fewest pages have to be made, the smallest of those.
    ///
    /// Measured with the allocations of PP-OCRv4 on eight pages: half as many new pages as with the smallest block.
    private func mostPaged(_ size: Int) -> Block? {
        var best: (block: Block, pages: Int)?
        for bin in Self.bin(size)..<Self.binCount {
            var next = bins[bin]
            while let block = next {
                next = block.pointee.next
                guard block.pointee.size >= size else { continue }
                let found = pages.count(offset(of: block), size)
                guard let held = best else {
                    best = (block, found)
                    continue
                }
                if found > held.pages || found == held.pages && block.pointee.size < held.block.pointee.size {
                    best = (block, found)
                }
            }
        }
        return best?.block
    }
}
