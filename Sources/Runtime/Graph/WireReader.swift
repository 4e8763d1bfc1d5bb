/// Reads a message of Protocol Buffers field by field, in place.
///
/// Source: "Encoding", https://protobuf.dev/programming-guides/encoding/
struct WireReader {
    /// A field of a message.
    struct Field {
        let number: UInt64
        let value: Value
        /// The field as it stands, its number included.
        let bytes: ArraySlice<UInt8>
    }

    /// What a field holds.
    enum Value {
        /// A varint, or the bits of a fixed 32 or 64.
        case number(UInt64)
        /// What has a length: text, bytes, a message, packed numbers.
        case bytes(ArraySlice<UInt8>)
    }

    private let message: ArraySlice<UInt8>
    private var position: Int

    init(_ message: ArraySlice<UInt8>) {
        self.message = message
        position = message.startIndex
    }

    /// The next field, or nil at the end.
    mutating func next() throws(MalformedMessage) -> Field? {
        guard position < message.endIndex else { return nil }
        let start = position
        let key = try varint()
        let value: Value =
            switch key & 7 {
            case 0: .number(try varint())
            case 1: .number(try fixed(8))
            case 2: .bytes(try take(try varint()))
            case 5: .number(try fixed(4))
            default: throw MalformedMessage()
            }
        return Field(number: key >> 3, value: value, bytes: message[start..<position])
    }

    private mutating func take(_ count: UInt64) throws(MalformedMessage) -> ArraySlice<UInt8> {
        guard count <= UInt64(message.endIndex - position) else { throw MalformedMessage() }
        let bytes = message[position..<position + Int(count)]
        position = bytes.endIndex
        return bytes
    }

    private mutating func fixed(_ width: UInt64) throws(MalformedMessage) -> UInt64 {
        try take(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func varint() throws(MalformedMessage) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard position < message.endIndex else { throw MalformedMessage() }
            let byte = message[position]
            position += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw MalformedMessage()
    }
}

extension WireReader.Field {
    /// The bytes of a field that has a length.
    var content: ArraySlice<UInt8> {
        get throws(MalformedMessage) {
            guard case .bytes(let bytes) = value else { throw MalformedMessage() }
            return bytes
        }
    }

    /// A field of UTF-8.
    var text: String {
        get throws(MalformedMessage) {
            guard let text = String(validating: try content, as: UTF8.self) else { throw MalformedMessage() }
            return text
        }
    }

    /// The number of a field that has one.
    var number64: UInt64 {
        get throws(MalformedMessage) {
            guard case .number(let number) = value else { throw MalformedMessage() }
            return number
        }
    }

    /// The signed numbers of a repeated field: one, or several that are packed.
    var integers: [Int] {
        get throws(MalformedMessage) {
            switch value {
            case .number(let number): return [Int(truncatingIfNeeded: number)]
            case .bytes(let bytes):
                var numbers: [Int] = []
                var packed = WireReader(bytes)
                while let number = try packed.nextVarint() { numbers.append(Int(truncatingIfNeeded: number)) }
                return numbers
            }
        }
    }
}

extension WireReader {
    /// The next of packed varints, or nil at the end.
    fileprivate mutating func nextVarint() throws(MalformedMessage) -> UInt64? {
        position < message.endIndex ? try varint() : nil
    }
}
