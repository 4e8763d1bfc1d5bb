/// How the runtime's answers and a peer's compare.
struct ParityReport: CustomStringConvertible {
    /// What is compared.
    let subject: String
    private(set) var compared = 0
    private(set) var differences = 0
    private var first: [String] = []

    init(_ subject: String) { self.subject = subject }

    /// Counts one comparison.
    mutating func compare(_ input: String, ours: String, theirs: String) {
        compared += 1
        // By bytes: what Unicode calls equivalent differs here.
        guard !ours.utf8.elementsEqual(theirs.utf8) else { return }
        differences += 1
        guard first.count < 10 else { return }
        first.append("\(input.unicodeScalars.map { $0.escaped(asASCII: true) }.joined())\n  \(ours)\n  \(theirs)")
    }

    /// The counts, and the first ten differences: the input, what the runtime says, what the peer says.
    var description: String {
        (["\(subject): \(compared) compared, \(differences) differ"] + first).joined(separator: "\n")
    }
}
