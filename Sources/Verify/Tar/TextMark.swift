/// Stands for a text among others: equal for texts that are canonically equivalent, in few bytes.
///
/// Two hashes whose keys nobody knows beforehand: that two of a million texts share them is less likely than 1 in 10^26.
struct TextMark: Hashable, Sendable {
    private let first: Int
    private let second: Int

    init(_ text: String) {
        (first, second) = (TextMark.hash(text, 1), TextMark.hash(text, 2))
    }

    private static func hash(_ text: String, _ number: UInt8) -> Int {
        var hasher = Hasher()
        hasher.combine(number)
        // As `==` sees it: Unicode Standard, annex 15, canonical equivalence.
        hasher.combine(text)
        return hasher.finalize()
    }
}
