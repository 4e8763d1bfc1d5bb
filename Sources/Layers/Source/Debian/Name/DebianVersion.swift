/// The version of a package, in dpkg's order.
///
/// Two spellings that dpkg holds equal (`1.0` and `1.00`, `1` and `1-0`) are equal here.
/// Source: Debian Policy 5.6.12; dpkg's `parseversion` and `dpkg_version_compare`.
public struct DebianVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The version as it was spelled.
    public let text: String
    private let epoch: Int32
    private let upstream: [UInt8]
    private let revision: [UInt8]

    /// Parses `[EPOCH:]UPSTREAM[-REVISION]`.
    public init(_ text: some StringProtocol) throws(DebianNameError) {
        let failure = DebianNameError.version(DebianNameError.excerpt(text))
        let bytes = Array(text.utf8)
        guard (1...256).contains(bytes.count) else { throw failure }
        var rest = bytes[...]
        var epoch: Int32 = 0
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            let digits = rest[..<colon]
            guard !digits.isEmpty, digits.allSatisfy(isDigit),
                let number = Int32(String(decoding: digits, as: UTF8.self))
            else { throw failure }
            epoch = number
            rest = rest[(colon + 1)...]
        }
        var revision: ArraySlice<UInt8> = []
        if let hyphen = rest.lastIndex(of: UInt8(ascii: "-")) {
            revision = rest[(hyphen + 1)...]
            rest = rest[..<hyphen]
            guard !revision.isEmpty else { throw failure }
        }
        let marks = Array("+.~".utf8)
        guard !rest.isEmpty,
            rest.allSatisfy({
                isAlphanumeric($0) || marks.contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":")
            }),
            revision.allSatisfy({ isAlphanumeric($0) || marks.contains($0) })
        else { throw failure }
        self.text = String(text)
        self.epoch = epoch
        self.upstream = Array(rest)
        self.revision = Array(revision)
    }

    /// The version as it was spelled.
    public var description: String { text }

    /// The version that the program's authors gave it: without epoch and revision.
    var upstreamText: String { String(decoding: upstream, as: UTF8.self) }

    /// Whether dpkg holds the two equal.
    public static func == (left: Self, right: Self) -> Bool { left.order(against: right) == 0 }

    /// Whether dpkg holds `left` older.
    public static func < (left: Self, right: Self) -> Bool { left.order(against: right) < 0 }

    /// Feeds what equal versions have in common: every run of digits without its leading zeros.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(epoch)
        hasher.combine(Self.canonical(upstream))
        hasher.combine(Self.canonical(revision))
    }

    private func order(against other: DebianVersion) -> Int {
        if epoch != other.epoch { return epoch < other.epoch ? -1 : 1 }
        let order = Self.compare(upstream, other.upstream)
        return order != 0 ? order : Self.compare(revision, other.revision)
    }

    /// dpkg's `verrevcmp`: runs of other characters and runs of digits in turn.
    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            while (i < left.count && !isDigit(left[i])) || (j < right.count && !isDigit(right[j])) {
                let (a, b) = (weight(left, i), weight(right, j))
                if a != b { return a - b }
                i += 1
                j += 1
            }
            while i < left.count, left[i] == UInt8(ascii: "0") { i += 1 }
            while j < right.count, right[j] == UInt8(ascii: "0") { j += 1 }
            var difference = 0
            while i < left.count, j < right.count, isDigit(left[i]), isDigit(right[j]) {
                if difference == 0 { difference = Int(left[i]) - Int(right[j]) }
                i += 1
                j += 1
            }
            if i < left.count, isDigit(left[i]) { return 1 }
            if j < right.count, isDigit(right[j]) { return -1 }
            if difference != 0 { return difference }
        }
        return 0
    }

    /// A tilde sorts before the end, the end before letters, letters before all else.
    private static func weight(_ bytes: [UInt8], _ index: Int) -> Int {
        guard index < bytes.count else { return 0 }
        let byte = bytes[index]
        if isDigit(byte) { return 0 }
        if byte == UInt8(ascii: "~") { return -1 }
        return isAlphanumeric(byte) ? Int(byte) : Int(byte) + 256
    }

    private static func canonical(_ bytes: [UInt8]) -> [UInt8] {
        var key: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let start = key.count
            while index < bytes.count, !isDigit(bytes[index]) {
                key.append(bytes[index])
                index += 1
            }
            key.append(UInt8(ascii: "/"))
            while index < bytes.count, bytes[index] == UInt8(ascii: "0") { index += 1 }
            while index < bytes.count, isDigit(bytes[index]) {
                key.append(bytes[index])
                index += 1
            }
            if key.count == start + 1 { key.removeLast() }
        }
        return key
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (65...90).contains(byte) || (97...122).contains(byte)
}
