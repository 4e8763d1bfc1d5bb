import Smoke
import Testing

@Suite struct CharacterAccuracyTests {
    private static let cases: [([String], [String], Double)] = [
        (["abcd"], ["abcd"], 1.0),
        (["abcd"], ["abcx"], 0.75),
        (["abcd"], ["abc"], 0.75),
        (["abcd"], ["abcde"], 0.8),
        (["abcd"], [], 0.0),
        ([], [], 1.0),
        (["ab cd", "e\tf"], ["a b", "cdef"], 1.0),
        (["first", "second"], ["second", "first"], 1 - 10.0 / 11),
        (["发票号码"], ["发票号玛"], 0.75),
        (["kitten"], ["sitting"], 1 - 3.0 / 7),
    ]

    @Test(arguments: cases)
    func `measures the share of characters that are right`(expected: [String], got: [String], accuracy: Double) {
        #expect(abs(CharacterAccuracy.measure(expected: expected, got: got) - accuracy) < 1e-12)
    }

    @Test func `is bounded for an answer without end`() {
        let flood = [String](repeating: String(repeating: "x", count: 1000), count: 2000)
        #expect(CharacterAccuracy.measure(expected: ["abc"], got: flood) == 0)
    }
}
