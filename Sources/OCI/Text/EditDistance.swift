/// How many insertions, deletions and replacements lead from one text to another (Levenshtein).
public enum EditDistance {
    /// The distance between two texts, in their elements: bytes or Unicode scalars.
    ///
    /// It takes time in proportion to the product of the lengths: the caller bounds them.
    /// Source: Wagner and Fischer, "The String-to-String Correction Problem", with one row kept.
    public static func between<Element: Equatable>(_ first: [Element], _ second: [Element]) -> Int {
        var row = Array(0...second.count)
        for (index, element) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in second.enumerated() {
                let replaced = diagonal + (element == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, min(row[column], diagonal) + 1)
            }
        }
        return row[second.count]
    }
}
