/// What is wrong with a text that should be JSON, and at which byte.
enum JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    case unexpectedByte(UInt8, offset: Int)
    case unexpectedEnd
    case trailingData(offset: Int)
    case duplicateName(String, offset: Int)
    case badNumber(offset: Int)
    case badString(offset: Int)
    case tooDeep(offset: Int)

    var description: String {
        switch self {
        case .unexpectedByte(let byte, let offset): "unexpected byte 0x\(String(byte, radix: 16)) at offset \(offset)"
        case .unexpectedEnd: "the text ends too early"
        case .trailingData(let offset): "something follows the value at offset \(offset)"
        case .duplicateName(let name, let offset):
            "the name \(Quotation(name)) occurs a second time at offset \(offset)"
        case .badNumber(let offset): "a number that is not JSON at offset \(offset)"
        case .badString(let offset): "a string that is not JSON or not UTF-8 at offset \(offset)"
        case .tooDeep(let offset): "nested deeper than \(JSONParser.depthLimit) levels at offset \(offset)"
        }
    }
}
