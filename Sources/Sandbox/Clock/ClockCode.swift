/// The functions of a fixed clock, as machine code for AMD64 that may lie anywhere.
///
/// Source: the System V ABI for AMD64, section 3.2.3, for arguments and registers; clock_gettime(2), gettimeofday(2), time(2),
/// timespec_get(3) for what the functions promise.
struct ClockCode {
    /// A word with the moment, then the functions.
    private(set) var bytes: [UInt8]
    /// Where in ``bytes`` each function begins.
    private(set) var functions: [(name: String, offset: Int)] = []
    /// Where the loader puts the address of `__errno_location`, counted from the begin of ``bytes``.
    private let errnoSlot: Int

    /// The function of libc that the code calls.
    static let errnoLocation = "__errno_location"

    init(_ clock: FixedClock, errnoSlot: Int) {
        self.errnoSlot = errnoSlot
        bytes = withUnsafeBytes(of: clock.seconds.littleEndian) { Array($0) }
        putTime()
        putTimeOfDay()
        putClockTime()
        putTimespec()
    }

    /// `time_t time(time_t *at)`
    private mutating func putTime() {
        begin("time")
        put(0x48, 0x8b, 0x05, pointingTo: 0)  // mov rax, [moment]
        put(0x48, 0x85, 0xff)  // test rdi, rdi
        put(0x74, 0x03)  // jz 1f
        put(0x48, 0x89, 0x07)  // mov [rdi], rax
        put(0xc3)  // 1: ret
    }

    /// `int gettimeofday(struct timeval *at, struct timezone *zone)`
    private mutating func putTimeOfDay() {
        begin("gettimeofday")
        put(0x48, 0x85, 0xff)  // test rdi, rdi
        put(0x74, 0x12)  // jz 1f
        putMoment(at: .rdi)
        put(0x48, 0x85, 0xf6)  // 1: test rsi, rsi
        put(0x74, 0x07)  // jz 2f
        put(0x48, 0xc7, 0x06, 0, 0, 0, 0)  // mov qword [rsi], 0
        put(0x31, 0xc0)  // 2: xor eax, eax
        put(0xc3)  // ret
    }

    /// `int clock_gettime(clockid_t clock, struct timespec *at)`
    private mutating func putClockTime() {
        begin("clock_gettime")
        put(0x83, 0xff, 0x0b)  // cmp edi, 11
        put(0x77, 0x1f)  // ja 1f
        // CLOCK_REALTIME 0, CLOCK_REALTIME_COARSE 5, CLOCK_REALTIME_ALARM 8, CLOCK_TAI 11, as bits.
        put(0xb8, 0x21, 0x09, 0, 0)  // mov eax, 0x921
        put(0x0f, 0xa3, 0xf8)  // bt eax, edi
        put(0x73, 0x15)  // jnc 1f
        putMoment(at: .rsi)
        put(0x31, 0xc0)  // xor eax, eax
        put(0xc3)  // ret
        put(0xb8, 0xe4, 0, 0, 0)  // 1: mov eax, SYS_clock_gettime
        put(0x0f, 0x05)  // syscall
        put(0x85, 0xc0)  // test eax, eax
        put(0x78, 0x01)  // js 2f
        put(0xc3)  // ret
        put(0xf7, 0xd8)  // 2: neg eax
        put(0x53)  // push rbx
        put(0x89, 0xc3)  // mov ebx, eax
        put(0xff, 0x15, pointingTo: errnoSlot)  // call [__errno_location]
        put(0x89, 0x18)  // mov [rax], ebx
        put(0x5b)  // pop rbx
        put(0xb8, 0xff, 0xff, 0xff, 0xff)  // mov eax, -1
        put(0xc3)  // ret
    }

    /// `int timespec_get(struct timespec *at, int base)`
    private mutating func putTimespec() {
        begin("timespec_get")
        put(0x31, 0xc0)  // xor eax, eax
        put(0x83, 0xfe, 0x01)  // cmp esi, TIME_UTC
        put(0x75, 0x14)  // jne 1f
        putMoment(at: .rdi)
        put(0x89, 0xf0)  // mov eax, esi
        put(0xc3)  // 1: ret
    }

    /// A register that holds an argument.
    private enum Argument: UInt8 {
        case rsi = 6
        case rdi = 7
    }

    /// The moment and no fraction of a second, 18 bytes that change `rcx` alone.
    private mutating func putMoment(at argument: Argument) {
        put(0x48, 0x8b, 0x0d, pointingTo: 0)  // mov rcx, [moment]
        put(0x48, 0x89, 0x08 | argument.rawValue)  // mov [argument], rcx
        put(0x48, 0xc7, 0x40 | argument.rawValue, 0x08, 0, 0, 0, 0)  // mov qword [argument + 8], 0
    }

    private mutating func begin(_ name: String) {
        bytes += [UInt8](repeating: 0xcc, count: -bytes.count & 15)
        functions.append((name, bytes.count))
    }

    private mutating func put(_ instruction: UInt8...) { bytes += instruction }

    /// An instruction whose operand is a place of 32 bits, counted from behind the instruction.
    private mutating func put(_ instruction: UInt8..., pointingTo target: Int) {
        bytes += instruction
        let place = Int32(target - (bytes.count + 4))
        withUnsafeBytes(of: place.littleEndian) { bytes += $0 }
    }
}
