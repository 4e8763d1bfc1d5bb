import Glibc

/// How the C library's allocator treats memory that is free again.
enum MemoryReuse {
    /// Keeps freed memory for the next run instead of handing it to the kernel and asking for it anew.
    ///
    /// Models take and free buffers of megabytes at every run, which by default are mapped, filled with zeros page by page
    /// and unmapped each time: reading 40 pages in two threads took 3.96 s of CPU and 830 000 page faults so, and takes
    /// 2.36 s and 29 000. Buffers above 32 MiB, the allocator's own upper bound, still go back at once, and so does what
    /// lies free above 256 MiB, so memory stays bounded by what is in use at a time.
    ///
    /// The corresponding C function is `mallopt`, looked up by its name because Glibc's module hides it.
    static func begin() {
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let mallopt = unsafeBitCast(symbol, to: (@convention(c) (CInt, CInt) -> CInt).self)
        // M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h.
        _ = mallopt(-1, 256 << 20)
        _ = mallopt(-3, 32 << 20)
    }
}
