/// Makes texts of what tokenizers stumble over, the same ones for a seed on every machine.
struct NastyTexts {
    private var state: UInt64
    /// Whether the peer knows the scalar as the runtime does.
    private let isComparable: (Unicode.Scalar) -> Bool

    init(seed: UInt64, comparable: @escaping (Unicode.Scalar) -> Bool) {
        state = seed
        isComparable = comparable
    }

    private static let snippets = [
        "👨\u{200D}👩\u{200D}👧\u{200D}👦", "👍🏽", "🇨🇳", "1\u{FE0F}\u{20E3}", "❤\u{FE0F}", "🏴\u{E0067}\u{E0062}\u{E007F}",
        "e\u{301}",
        "a\u{327}\u{301}\u{323}", "o\u{308}\u{302}", "\u{301}", "가각힣", "\u{1100}\u{1161}\u{11A8}", "ｶﾞ", "Ｆｕｌｌ　ｗｉｄｔｈ！",
        "￥￦",
        "שָׁלוֹם", "مَرْحَبًا", "\u{202E}abc\u{202C}", "𠀀𠮷", "㐀䶵", "豈更", "丽", "\\u12G4", "%E4%BD", "&#x4F60;", "\\x", "�",
        "éÈüñçÅØđł",
        "ﬁﬂﬃ", "ǅ", "İIıi", "ß", "ẞ", "ſ", "ΑΣ Σ", "\u{212A}\u{212B}\u{2126}", "≠≮", "a\u{A0}b",
        "a\u{2003}b\u{3000}c\u{200B}d",
        "\u{2028}\u{2029}", "\u{B}\u{C}\u{85}\u{1C}", "\u{0}\u{7F}\u{80}\u{9F}", "\u{AD}", "\u{FEFF}",
        "\u{E000}\u{F8FF}\u{F0000}",
        "\u{378}\u{E00FF}", "नमस्ते", "ภาษาไทย", "ខ្មែរ", "𝓗𝓮𝓵𝓵𝓸", "①⑳㈱㍿", "½²³", "[CLS]", "[SEP]",
        "[UNK]", "[PAD]", "##好",
        "...!!!???", "——“”‘’…《》", "\r\n", "\t", "https://example.org/a?b=c&d=e", "3.1415926", "服务很好", "房间太差",
        "iPhone12手机",
    ]

    private mutating func next() -> UInt64 {
        // SplitMix64 (Steele, Lea and Flood 2014).
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    private mutating func scalar(in range: ClosedRange<UInt32>) -> Unicode.Scalar {
        while true {
            let code = range.lowerBound + UInt32(below(range.count))
            if let scalar = Unicode.Scalar(code), isComparable(scalar) { return scalar }
        }
    }

    private mutating func word(in range: ClosedRange<UInt32>, length: Int) -> String {
        var word = String.UnicodeScalarView()
        for _ in 0..<length { word.append(scalar(in: range)) }
        return String(word)
    }

    /// One text of 1 to 12 parts.
    mutating func text() -> String {
        var text = ""
        for _ in 0...below(12) {
            switch below(12) {
            case 0...4: text += Self.snippets[below(Self.snippets.count)]
            case 5: text += word(in: 0x4E00...0x9FA5, length: 1 + below(12))
            case 6: text += word(in: 0x20...0x24F, length: 1 + below(16))
            case 7: text += word(in: 0x300...0x36F, length: 1 + below(4))
            case 8: text += word(in: 0x0...0xFFFF, length: 1 + below(6))
            case 9: text += word(in: 0x10000...0x2FA1F, length: 1 + below(4))
            case 10: text += word(in: 0x0...0x10FFFF, length: 1 + below(4))
            // Around and far beyond the longest word that is looked up.
            default: text += word(in: 0x61...0x7A, length: [30, 99, 100, 101, 300][below(5)])
            }
            if below(3) == 0 { text += " " }
        }
        return text
    }
}
