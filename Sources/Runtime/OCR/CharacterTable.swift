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
        probabilities.withUnsafeBufferPointer { probabilities in
            var text = ""
            var sum: Double = 0
            var kept = 0
            var previous = 0
            for step in 0..<steps {
                let row = start + step * count
                let best = Self.largest(UnsafeBufferPointer(rebasing: probabilities[row..<row + count]))
                guard best.value.isFinite else { return ("", .nan) }
                if best.index != 0, best.index != previous {
                    text += characters[best.index]
                    sum += Double(best.value)
                    kept += 1
                }
                previous = best.index
            }
            return (text, kept == 0 ? 0 : sum / Double(kept))
        }
    }

    /// The first of the largest values, of which there is at least one; not a number where one of the first 16 is none.
    private static func largest(_ values: UnsafeBufferPointer<Float>) -> (index: Int, value: Float) {
        typealias Lanes = SIMD16<Float>
        var largest = values[0]
        var index = 0
        if let base = values.baseAddress, values.count >= Lanes.scalarCount {
            // The largest of every sixteenth value, side by side; a comparison with what is no number is false.
            let raw = UnsafeRawPointer(base)
            var lanes = raw.loadUnaligned(as: Lanes.self)
            index = Lanes.scalarCount
            while index + Lanes.scalarCount <= values.count {
                let next = raw.loadUnaligned(fromByteOffset: index * MemoryLayout<Float>.stride, as: Lanes.self)
                lanes.replace(with: next, where: next .> lanes)
                index += Lanes.scalarCount
            }
            largest = lanes[0]
            for lane in 1..<Lanes.scalarCount where lanes[lane] > largest || lanes[lane].isNaN { largest = lanes[lane] }
        }
        while index < values.count {
            if values[index] > largest { largest = values[index] }
            index += 1
        }
        return (values.firstIndex(of: largest) ?? 0, largest)
    }
}
