/// Writes a message of Protocol Buffers.
///
/// Source: "Encoding", https://protobuf.dev/programming-guides/encoding/
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// A field as it stood in another message.
    mutating func copy(_ field: ArraySlice<UInt8>) { bytes += field }

    mutating func add(_ number: UInt64, _ content: some Collection<UInt8>) {
        varint(number << 3 | 2)
        varint(UInt64(content.count))
        bytes += content
    }

    mutating func add(_ number: UInt64, _ text: String) { add(number, text.utf8) }

    mutating func add(_ number: UInt64, _ integer: Int) {
        varint(number << 3)
        varint(UInt64(bitPattern: Int64(integer)))
    }

    mutating func add(_ number: UInt64, _ float: Float) {
        varint(number << 3 | 5)
        withUnsafeBytes(of: float.bitPattern.littleEndian) { bytes += $0 }
    }

    /// Floats one behind the other, without their count: the content of a field of bytes.
    mutating func add(_ number: UInt64, _ floats: [Float]) {
        varint(number << 3 | 2)
        varint(UInt64(floats.count * MemoryLayout<Float>.size))
        // The machines that ONNX Runtime is built for are little-endian, like the field.
        floats.withUnsafeBytes { bytes += $0 }
    }

    private mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
