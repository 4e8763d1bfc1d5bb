/// The smallest object files.
enum RawELF {
    /// A program without segments, as text: all its bytes are ASCII.
    ///
    /// Source: System V gABI, chapter 4, "ELF Header".
    static func program(machine: UInt8 = 62, kind: UInt8 = 2) -> String {
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes.replaceSubrange(0..<7, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
        bytes[16] = kind
        bytes[18] = machine
        bytes[20] = 1
        bytes[52] = 64
        bytes[54] = 56
        return String(decoding: bytes, as: UTF8.self)
    }
}
