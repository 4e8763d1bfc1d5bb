/// Fractions of a time: one at random in each of `count` equal parts, the same for the same seed.
struct SeededMoments: Sequence, IteratorProtocol {
    private var state: UInt64
    private let count: Int
    private var part = 0

    /// The fractions that a seed makes.
    init(seed: UInt64, count: Int) {
        state = seed
        self.count = count
    }

    mutating func next() -> Double? {
        guard part < count else { return nil }
        defer { part += 1 }
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return (Double(part) + Double(mixed >> 11) / Double(1 << 53)) / Double(count)
    }
}
