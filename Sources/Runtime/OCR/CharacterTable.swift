/// The characters of a recogniser's classes: class 0 is the blank, the last class a space, between them the dictionary.
struct CharacterTable: Equatable, Sendable {
    private let characters: [String]

    /// `dictionary` holds one entry a line, ended by line feeds, or by carriage returns and those. An entry may be a
    /// space, so none is trimmed.
    init(dictionary: String) {
        var lines = dictionary.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        characters = [""] + lines.map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) } + [" "]
    }

    /// The number of classes.
    var count: Int { characters.count }

    /// Reads a row of probabilities per time step: the best class of each step, without repeats of the step before and
    /// without blanks (connectionist temporal classification, greedy). The score is the mean probability of the steps
    /// kept, 0 when there are none, and no number when a step has none.
    func decode(_ probabilities: Span<Float>, from start: Int, steps: Int) -> (text: String, score: Double) {
        var text = ""
        var sum: Double = 0
        var kept = 0
        var previous = 0
        for step in 0..<steps {
            let row = start + step * count
            var best = 0
            var highest = probabilities[row]
            for index in 1..<count where probabilities[row + index] > highest {
                highest = probabilities[row + index]
                best = index
            }
            guard highest.isFinite else { return ("", .nan) }
            if best != 0, best != previous {
                text += characters[best]
                sum += Double(highest)
                kept += 1
            }
            previous = best
        }
        return (text, kept == 0 ? 0 : sum / Double(kept))
    }
}
