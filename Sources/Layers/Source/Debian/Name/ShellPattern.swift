/// A pattern of the shell over bytes: `*` and `?` match any byte, `/` and a leading `.` among them, `[a-z]` and `[!a-z]` one of
/// a set, and `\` takes the next byte as it is.
///
/// Source: fnmatch(3) without flags in the C locale, as dpkg and apt call it. What fnmatch would take for text because it is
/// malformed, an open `[` or a `\` at the end, is refused, and so are named classes as `[[:alpha:]]`.
struct ShellPattern: Hashable, Sendable {
    private enum Token: Hashable, Sendable {
        case byte(UInt8)
        case any
        case anyRun
        case set([ClosedRange<UInt8>], isNegated: Bool)

        func matches(_ byte: UInt8) -> Bool {
            switch self {
            case .byte(let own): own == byte
            case .any, .anyRun: true
            case .set(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
            }
        }
    }

    private let tokens: [Token]

    /// Whether the pattern matches other texts than one.
    var isWild: Bool {
        tokens.contains { if case .byte = $0 { false } else { true } }
    }

    /// Parses a pattern; nil where it is malformed.
    init?(_ text: some StringProtocol) {
        var tokens: [Token] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*"): if tokens.last != .anyRun { tokens.append(.anyRun) }
            case UInt8(ascii: "?"): tokens.append(.any)
            case UInt8(ascii: "\\"):
                guard let literal = rest.popFirst() else { return nil }
                tokens.append(.byte(literal))
            case UInt8(ascii: "["):
                guard let set = Self.set(&rest) else { return nil }
                tokens.append(set)
            default: tokens.append(.byte(byte))
            }
        }
        self.tokens = tokens
    }

    /// Reads a set behind its `[`, through its `]`.
    private static func set(_ rest: inout ArraySlice<UInt8>) -> Token? {
        let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<UInt8>] = []
        while let byte = rest.popFirst() {
            // Right behind the beginning a `]` is a member.
            if byte == UInt8(ascii: "]"), !ranges.isEmpty { return .set(ranges, isNegated: isNegated) }
            if byte == UInt8(ascii: "["), let next = rest.first, ":.=".utf8.contains(next) { return nil }
            guard let low = member(byte, &rest) else { return nil }
            guard rest.first == UInt8(ascii: "-"), rest.dropFirst().first != UInt8(ascii: "]") else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            guard let next = rest.popFirst(), let high = member(next, &rest), low <= high else { return nil }
            ranges.append(low...high)
        }
        return nil
    }

    private static func member(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) -> UInt8? {
        byte == UInt8(ascii: "\\") ? rest.popFirst() : byte
    }

    /// Whether the pattern matches all of `text`. The time is at most the product of the two lengths.
    func matches(_ text: [UInt8]) -> Bool {
        var (index, token) = (0, 0)
        // Where the last run began that can still take in more, and what follows it.
        var run: (index: Int, token: Int)?
        while index < text.count {
            if token < tokens.count, tokens[token] == .anyRun {
                token += 1
                run = (index, token)
            } else if token < tokens.count, tokens[token].matches(text[index]) {
                token += 1
                index += 1
            } else if let last = run {
                run = (last.index + 1, last.token)
                (index, token) = (last.index + 1, last.token)
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .anyRun }
    }
}
