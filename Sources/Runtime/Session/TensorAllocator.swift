import Synchronization

/// ``TensorMemory`` as one library takes an allocator (`OrtAllocator` in onnxruntime_c_api.h).
///
/// It stays for good: the library's environment may outlive every engine that uses it.
///
/// Unchecked: nothing of it changes after its init.
struct TensorAllocator: @unchecked Sendable {
    /// The `OrtAllocator`.
    let handle: OpaquePointer
    /// The `OrtMemoryInfo` of CPU memory that is no arena of the library.
    private let info: OpaquePointer

    private static let known = Mutex<[UInt: TensorAllocator]>([:])

    /// The library's allocator, registered with its environment, in place of one that was before.
    ///
    /// Throws ``EngineError``. The corresponding C functions are `RegisterAllocator` and `UnregisterAllocator`.
    static func registered(
        _ functions: FunctionTable, _ environment: OpaquePointer
    ) throws(EngineError) -> TensorAllocator {
        typealias Register = @convention(c) (OpaquePointer, OpaquePointer) -> FunctionTable.Status
        let (key, place) = (functions.identity, UInt(bitPattern: environment))
        let outcome = known.withLock { known in
            Result { () throws(EngineError) -> TensorAllocator in
                let allocator: TensorAllocator
                if let made = known[key] { allocator = made } else { allocator = try TensorAllocator(functions) }
                known[key] = allocator
                guard let environment = OpaquePointer(bitPattern: place) else { return allocator }
                // A second engine finds the environment of the first one, with the allocator in it, and releases before
                // 1.23 do not take another.
                if let status = functions(.unregisterAllocator, Register.self)(environment, allocator.info) {
                    functions(.releaseStatus, FunctionTable.Release.self)(status)
                }
                try functions.check(functions(.registerAllocator, Register.self)(environment, allocator.handle), .start)
                return allocator
            }
        }
        return try outcome.get()
    }

    private init(_ functions: FunctionTable) throws(EngineError) {
        typealias CreateInfo = @convention(c) (CInt, CInt, FunctionTable.Out<OpaquePointer?>) -> FunctionTable.Status
        typealias Allocate = @convention(c) (UnsafeMutableRawPointer?, Int) -> UnsafeMutableRawPointer?
        typealias Free = @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Void
        typealias Info = @convention(c) (UnsafePointer<UnsafeRawPointer?>) -> UnsafeRawPointer?
        let (deviceAllocator, defaultMemory): (CInt, CInt) = (0, 0)
        var made: OpaquePointer?
        try functions.check(
            functions(.createCpuMemoryInfo, CreateInfo.self)(deviceAllocator, defaultMemory, &made), .start)
        info = try FunctionTable.made(made, .start)
        let allocate: Allocate = { TensorMemory.shared.allocate($1) }
        let free: Free = { if let memory = $1 { TensorMemory.shared.free(memory) } }
        let tell: Info = { $0[5] }
        // version, Alloc, Free, Info, Reserve, which came with version 18 of the table; behind it what `Info` tells.
        let members = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: 6)
        members[0] = UnsafeRawPointer(bitPattern: UInt(FunctionTable.version))
        members[1] = unsafeBitCast(allocate, to: UnsafeRawPointer.self)
        members[2] = unsafeBitCast(free, to: UnsafeRawPointer.self)
        members[3] = unsafeBitCast(tell, to: UnsafeRawPointer.self)
        members[4] = members[1]
        members[5] = UnsafeRawPointer(info)
        handle = OpaquePointer(members)
    }
}
