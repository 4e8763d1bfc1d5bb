/// Faults of which there may be as many as a layer has paths: the first of each code, and how many more there are.
struct FaultTally {
    private let limit: Int
    private var faults: [TarFault] = []
    private var counts: [FindingCode: Int] = [:]

    /// - Parameter limit: how many of each code are told.
    init(limit: Int) { self.limit = limit }

    mutating func add(_ code: FindingCode, _ fault: () -> TarFault) {
        counts[code, default: 0] += 1
        if counts[code, default: 0] <= limit { faults.append(fault().bounded) }
    }

    /// The faults in the order of paths.
    var sorted: [TarFault] {
        faults.sorted { ($0.path ?? []).lexicographicallyPrecedes($1.path ?? []) } + rest
    }

    /// The faults in the order in which they were found.
    var listed: [TarFault] { faults + rest }

    /// What stands for the others, in the order of codes.
    private var rest: [TarFault] {
        counts.filter { $0.value > limit }.sorted { $0.key.rawValue < $1.key.rawValue }.map { code, count in
            TarFault(code, actual: "\(count - limit) more")
        }
    }
}
