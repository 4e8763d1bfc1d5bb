import Glibc
import Synchronization

/// The memory of tensors and weights, of all sessions that ask for it (`session.use_env_allocators`).
///
/// What one network is done with serves the next, and the pages stay. ONNX Runtime's own arena does that, too, but takes
/// its memory in ranges that grow by powers of two and never join: for the 3840x736 pixels of a page in the detector of
/// PP-OCRv4 it took 419 MB, this takes 356.
final class TensorMemory: Sendable {
    /// There is one, because there is one environment of ONNX Runtime in a process (`OrtEnv::GetInstance`), and it
    /// stays, because the library does.
    static let shared = TensorMemory(reserving: 64 << 30)

    private let heap: Mutex<TensorHeap>

    /// Reserves addresses for it; what does not fit there comes from the C library.
    init(reserving bytes: Int) { heap = Mutex(TensorHeap(reserving: bytes)) }

    /// A block of at least `count` bytes, aligned for vectors, or nil when the system gives no memory.
    func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
        let address = heap.withLock { heap in heap.allocate(count).map { Int(bitPattern: $0) } }
        if let address { return UnsafeMutableRawPointer(bitPattern: address) }
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, TensorHeap.alignment, max(count, 1)) == 0 else { return nil }
        return memory
    }

    /// Takes back what ``allocate(_:)`` gave.
    func free(_ memory: UnsafeMutableRawPointer) {
        let address = Int(bitPattern: memory)
        let isOurs = heap.withLock { heap in
            guard let memory = UnsafeMutableRawPointer(bitPattern: address), heap.contains(memory) else { return false }
            heap.free(memory)
            return true
        }
        if !isOurs { Glibc.free(memory) }
    }

    /// Gives what is not in use back to the system.
    func trim() { heap.withLock { $0.trim() } }
}
