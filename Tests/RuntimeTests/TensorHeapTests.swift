import Glibc
import Testing

@testable import ModelRuntime

struct TensorHeapTests {
    /// Numbers that look random and are the same every time.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 33
        }
    }

    private struct Held {
        let memory: UnsafeMutableRawPointer
        let count: Int
        let mark: UInt8

        /// Writes into every page, and to the last byte.
        func fill() {
            for offset in stride(from: 0, to: count, by: 4096) {
                memory.storeBytes(of: mark, toByteOffset: offset, as: UInt8.self)
            }
            memory.storeBytes(of: mark, toByteOffset: count - 1, as: UInt8.self)
        }

        var isWhole: Bool {
            memory.load(as: UInt8.self) == mark && memory.load(fromByteOffset: count - 1, as: UInt8.self) == mark
        }
    }

    /// The bytes of the pages that there are from `start` on.
    private static func resident(from start: UnsafeMutableRawPointer, _ count: Int) -> Int {
        var pages = [UInt8](repeating: 0, count: count / 4096)
        let first = UnsafeMutableRawPointer(bitPattern: Int(bitPattern: start) & ~4095)
        #expect(mincore(first, count, &pages) == 0)
        return pages.count { $0 & 1 == 1 } * 4096
    }

    @Test(arguments: [1, 2, 3])
    func `hands out blocks on whole vectors that hold what was written, and joins what comes back`(seed: UInt64) throws
    {
        let capacity = 1 << 30
        var heap = TensorHeap(reserving: capacity)
        let reserved = heap.capacity
        #expect(reserved == capacity)
        var numbers = Numbers(state: seed)
        var held: [Held] = []
        for step in 0..<4000 {
            if held.isEmpty || held.count < 200 && Bool.random(using: &numbers) {
                let count = 1 << Int.random(in: 0...20, using: &numbers) + Int.random(in: 0...99, using: &numbers)
                let given = heap.allocate(count)
                let memory = try #require(given)
                #expect(Int(bitPattern: memory) % TensorHeap.alignment == 0)
                let isInside = heap.contains(memory) && heap.contains(memory + count - 1)
                #expect(isInside)
                let block = Held(memory: memory, count: count, mark: UInt8(truncatingIfNeeded: step))
                block.fill()
                held.append(block)
            } else {
                let block = held.remove(at: Int.random(in: 0..<held.count, using: &numbers))
                #expect(block.isWhole)
                heap.free(block.memory)
            }
            let (inUse, resident) = (heap.inUse, heap.resident)
            #expect(inUse >= held.reduce(0) { $0 + $1.count } && resident >= inUse)
        }
        for block in held {
            #expect(block.isWhole)
            heap.free(block.memory)
        }
        let left = heap.inUse
        #expect(left == 0)
        // Nothing is left between what came back: one block takes all of the range.
        let whole = heap.allocate(capacity - 4 * TensorHeap.alignment)
        #expect(whole != nil)
    }

    @Test
    func `keeps no more pages than were in use at a time, and after a trim those in use`() throws {
        let (capacity, megabyte) = (1 << 30, 1 << 20)
        var heap = TensorHeap(reserving: capacity)
        func block(_ count: Int) throws -> Held {
            let given = heap.allocate(count)
            let block = Held(memory: try #require(given), count: count, mark: 7)
            block.fill()
            return block
        }
        var small: [Held] = []
        for _ in 0..<200 { small.append(try block(megabyte)) }
        let start = small[0].memory
        for index in stride(from: 1, to: 200, by: 2) { heap.free(small[index].memory) }
        // None of the hundred gaps takes one of these.
        let large = try (0..<60).map { _ in try block(megabyte * 3 / 2) }
        #expect(small[0].isWhole && small[198].isWhole)
        let most = 200 * megabyte
        #expect(Self.resident(from: start, capacity - megabyte) < most + most / 16 + 9 * megabyte)
        for block in large { heap.free(block.memory) }
        heap.trim()
        // Of each gap, the parts that it shares with its neighbours stay.
        #expect(Self.resident(from: start, capacity - megabyte) < 100 * (megabyte + 2 * PageRecord.part))
        #expect(small[0].isWhole && small[198].isWhole)
        // A hundred gaps of a megabyte serve a hundred blocks, without a page beyond.
        for _ in 0..<100 { _ = try block(megabyte) }
        let inUse = heap.inUse
        #expect(inUse < 202 * megabyte)
        #expect(Self.resident(from: start, capacity - megabyte) < 202 * megabyte)
    }

    @Test
    func `has no room beyond its range`() {
        var heap = TensorHeap(reserving: 64 << 20)
        let refused = [64 << 20, .max, -1].map { heap.allocate($0) }
        #expect(refused == [nil, nil, nil])
        let (first, second) = (heap.allocate(48 << 20), heap.allocate(48 << 20))
        #expect(first != nil)
        #expect(second == nil)
        var empty = TensorHeap(reserving: 0)
        let (none, reserved) = (empty.allocate(1), empty.capacity)
        #expect(none == nil && reserved == 0)
    }

    @Test
    func `memory beyond the range comes from the C library`() throws {
        let memory = TensorMemory(reserving: 64 << 20)
        let blocks = try (0..<3).map { _ in
            let block = Held(memory: try #require(memory.allocate(40 << 20)), count: 40 << 20, mark: 9)
            #expect(Int(bitPattern: block.memory) % TensorHeap.alignment == 0)
            block.fill()
            return block
        }
        for block in blocks {
            #expect(block.isWhole)
            memory.free(block.memory)
        }
        memory.trim()
    }
}
