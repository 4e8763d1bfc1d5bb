import OCI

/// How much of a text was read right: 1 - distance / length of the longer, over Unicode scalars without whitespace.
///
/// The distance is Levenshtein's: insertions, deletions and replacements, each of one scalar.
public enum CharacterAccuracy {
    /// The accuracy of lines that were read against those that should be, each in reading order: 0…1.
    public static func measure(expected: [String], got: [String]) -> Double {
        let expected = scalars(of: expected)
        // What is read comes from the image: longer than this it is wrong anyway, and comparing would take for ever.
        let got = Array(scalars(of: got).prefix(2 * expected.count + 1000))
        let longest = max(expected.count, got.count)
        if longest == 0 { return 1 }
        return 1 - Double(EditDistance.between(expected, got)) / Double(longest)
    }

    /// What is compared of lines.
    static func scalars(of lines: [String]) -> [UInt32] {
        lines.flatMap { $0.unicodeScalars.filter { !$0.properties.isWhitespace }.map(\.value) }
    }
}
