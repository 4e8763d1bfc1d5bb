extension String {
    /// The text with every byte percent-encoded but letters, digits and the marks that are to stay (RFC 3986 section 2).
    init(percentEncoding text: some StringProtocol, keeping marks: String = "-._~") {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case _ where marks.utf8.contains(byte): bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        self = String(decoding: bytes, as: UTF8.self)
    }
}
