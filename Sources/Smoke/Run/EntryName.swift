import SystemPackage

/// The last component of a path inside an image, as C wants it.
struct EntryName: Hashable, Sendable {
    private let bytes: [CChar]

    init(_ bytes: [UInt8]) { self.bytes = bytes.map { CChar(bitPattern: $0) } + [0] }

    /// Calls a C function with the name.
    func callAsFunction<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { buffer in
            // The array holds at least its NUL, so that there is a base address; `.` is never reached.
            buffer.baseAddress.map(body) ?? ".".withCString(body)
        }
    }
}
