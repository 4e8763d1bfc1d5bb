extension Moment {
    /// Parses the date of a `Release`, as `Sat, 11 Jul 2026 10:16:37 UTC`; nil for anything else.
    ///
    /// Source: RFC 5322 section 3.3 with a zone that means UTC, as the repository format has it.
    init?(releaseDate text: String) {
        let words = text.split(whereSeparator: \.isBlank)
        guard words.count == 6, words[0].hasSuffix(","), ["UTC", "GMT", "+0000", "-0000"].contains(words[5]),
            let month = Self.months.firstIndex(of: String(words[2])), words[1].utf8.count <= 2, words[3].utf8.count == 4
        else { return nil }
        func two(_ text: some StringProtocol) -> String { text.utf8.count == 1 ? "0\(text)" : String(text) }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false).map { two($0) }
        guard clock.count == 3 else { return nil }
        self.init("\(words[3])-\(two(String(month + 1)))-\(two(words[1]))T\(clock.joined(separator: ":"))Z")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
