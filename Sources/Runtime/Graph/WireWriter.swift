/// Writes a message of Protocol Buffers.
///
/// What is large is only referred to until ``bytes``, so that weights are copied once, however deep they lie.
///
/// Source: "Encoding", https://protobuf.dev/programming-guides/encoding/
struct WireWriter {
    /// The bytes from which on a field is large.
    private static let large = 4096

    private enum Piece {
        case bytes(ArraySlice<UInt8>)
        case floats([Float])
    }

    private var pieces: [Piece] = []
    /// What comes behind the pieces.
    private var rest: [UInt8] = []
    /// The bytes of the pieces.
    private var pieced = 0

    /// The bytes so far.
    var count: Int { pieced + rest.count }

    /// A field as it stood in another message.
    mutating func copy(_ field: ArraySlice<UInt8>) {
        if field.count < Self.large { rest += field } else { add(.bytes(field), field.count) }
    }

    mutating func add(_ number: UInt64, _ content: ArraySlice<UInt8>) {
        begin(number, content.count)
        copy(content)
    }

    mutating func add(_ number: UInt64, _ text: String) {
        begin(number, text.utf8.count)
        rest += text.utf8
    }

    mutating func add(_ number: UInt64, _ message: WireWriter) {
        begin(number, message.count)
        for piece in message.pieces {
            switch piece {
            case .bytes(let bytes): add(piece, bytes.count)
            case .floats(let floats): add(piece, floats.count * MemoryLayout<Float>.size)
            }
        }
        rest += message.rest
    }

    mutating func add(_ number: UInt64, _ integer: Int) {
        varint(number << 3)
        varint(UInt64(bitPattern: Int64(integer)))
    }

    mutating func add(_ number: UInt64, _ float: Float) {
        varint(number << 3 | 5)
        withUnsafeBytes(of: float.bitPattern.littleEndian) { rest += $0 }
    }

    /// Floats one behind the other: the content of a field of bytes.
    mutating func add(_ number: UInt64, _ floats: [Float]) {
        let count = floats.count * MemoryLayout<Float>.size
        begin(number, count)
        add(.floats(floats), count)
    }

    /// The message.
    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, count in
            func append(_ bytes: UnsafeRawBufferPointer) {
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                    .copyMemory(from: bytes)
                count += bytes.count
            }
            for piece in pieces {
                switch piece {
                case .bytes(let bytes): bytes.withUnsafeBytes(append)
                // The machines that ONNX Runtime is built for are little-endian, like the field.
                case .floats(let floats): floats.withUnsafeBytes(append)
                }
            }
            rest.withUnsafeBytes(append)
        }
    }

    private mutating func add(_ piece: Piece, _ count: Int) {
        if !rest.isEmpty {
            pieces.append(.bytes(rest[...]))
            pieced += rest.count
            rest = []
        }
        pieces.append(piece)
        pieced += count
    }

    /// Begins a field that has a length.
    private mutating func begin(_ number: UInt64, _ count: Int) {
        varint(number << 3 | 2)
        varint(UInt64(count))
    }

    private mutating func varint(_ number: UInt64) {
        var left = number
        while left >= 0x80 {
            rest.append(UInt8(truncatingIfNeeded: left) | 0x80)
            left >>= 7
        }
        rest.append(UInt8(left))
    }
}
