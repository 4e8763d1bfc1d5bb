/// A number of protobuf's variable length, taken byte by byte.
///
/// Source: protobuf, "Encoding", "Base 128 Varints".
struct ProtobufNumber {
    private var value: UInt64 = 0
    private var shift: UInt64 = 0

    /// Whether no byte of a number was taken.
    var isEmpty: Bool { shift == 0 }

    /// What a byte made of the number.
    enum Step {
        case more
        case whole(UInt64)
        /// It has more than 64 bits.
        case overflow
    }

    /// Takes a byte.
    mutating func take(_ byte: UInt8) -> Step {
        // The tenth byte has room for one bit.
        guard shift < 63 || byte <= 1 else { return .overflow }
        value |= UInt64(byte & 0x7F) << shift
        guard byte & 0x80 == 0 else {
            shift += 7
            return .more
        }
        defer { self = ProtobufNumber() }
        return .whole(value)
    }
}
