internal import CZstd
internal import Synchronization

/// Keeps zstd's contexts from one stream for the next: a context is megabytes that the system gives and takes page by page,
/// and for compressing also a thread. A layer of 155 packages is 300 frames, most of them small.
///
/// Contexts are handed out as new: without parameters, without anything of the stream before.
/// The corresponding C functions are `ZSTD_CCtx_reset` and `ZSTD_DCtx_reset`.
public final class ZstdContexts: Sendable {
    private struct Idle {
        var compressing: [Int] = []
        var decompressing: [Int] = []
    }

    // Addresses, since a pointer to C's memory is not Sendable; each is in one hand at a time.
    private let idle = Mutex(Idle())

    /// No contexts yet.
    public init() {}

    deinit {
        idle.withLock { idle in
            for address in idle.compressing { ZSTD_freeCCtx(OpaquePointer(bitPattern: address)) }
            for address in idle.decompressing { ZSTD_freeDCtx(OpaquePointer(bitPattern: address)) }
        }
    }

    func takeCompressing() -> OpaquePointer? {
        idle.withLock { $0.compressing.popLast() }.flatMap { OpaquePointer(bitPattern: $0) }
    }

    func takeDecompressing() -> OpaquePointer? {
        idle.withLock { $0.decompressing.popLast() }.flatMap { OpaquePointer(bitPattern: $0) }
    }

    func keep(compressing context: OpaquePointer) {
        guard ZSTD_isError(ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters)) == 0 else {
            ZSTD_freeCCtx(context)
            return
        }
        idle.withLock { $0.compressing.append(Int(bitPattern: context)) }
    }

    func keep(decompressing context: OpaquePointer) {
        guard ZSTD_isError(ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters)) == 0 else {
            ZSTD_freeDCtx(context)
            return
        }
        idle.withLock { $0.decompressing.append(Int(bitPattern: context)) }
    }
}
