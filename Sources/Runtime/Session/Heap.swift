import Glibc

/// The C library's heap.
enum Heap {
    /// Gives freed memory back to the system (malloc_trim(3), which Glibc's module hides); nothing where the C library has
    /// no such function.
    static func trim() {
        typealias Trim = @convention(c) (Int) -> CInt
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: Trim.self)(0)
    }
}
