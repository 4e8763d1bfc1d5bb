extension ProbabilityMap {
    /// The 8-connected groups of set pixels, top to bottom by their first pixel, each by the two ends of its runs in
    /// every row: their hull is the group's hull. No more than `limit` groups.
    static func components(of mask: [Bool], width: Int, limit: Int) -> [[Pixel]] {
        let runs = Run.runs(of: mask, width: width)
        var groups = DisjointSets(count: runs.count)
        var previous = runs.startIndex..<runs.startIndex
        var row = runs.startIndex
        while row < runs.endIndex {
            let end = runs[row...].firstIndex { $0.y != runs[row].y } ?? runs.endIndex
            if !previous.isEmpty, runs[previous.lowerBound].y == runs[row].y - 1 {
                join(runs, previous, row..<end, &groups)
            }
            previous = row..<end
            row = end
        }
        var order: [Int: Int] = [:]
        var components: [[Pixel]] = []
        for (index, run) in runs.enumerated() {
            let root = groups.root(of: index)
            if order[root] == nil {
                guard components.count < limit else { continue }
                order[root] = components.count
                components.append([])
            }
            guard let component = order[root] else { continue }
            components[component].append(Pixel(x: run.first, y: run.y))
            components[component].append(Pixel(x: run.last, y: run.y))
        }
        return components
    }

    /// Joins the runs of two neighbouring rows that touch, corners included.
    private static func join(
        _ runs: [Run], _ above: Range<Int>, _ below: Range<Int>, _ groups: inout DisjointSets
    ) {
        var upper = above.lowerBound
        for lower in below {
            while upper < above.upperBound, runs[upper].last < runs[lower].first - 1 { upper += 1 }
            var index = upper
            while index < above.upperBound, runs[index].first <= runs[lower].last + 1 {
                groups.join(index, lower)
                index += 1
            }
        }
    }
}

/// Set pixels side by side in one row.
private struct Run {
    let y: Int
    let first: Int
    let last: Int

    static func runs(of mask: [Bool], width: Int) -> [Run] {
        var runs: [Run] = []
        var index = 0
        while index < mask.count {
            guard mask[index] else {
                index += 1
                continue
            }
            let start = index
            let end = (index / width + 1) * width
            while index < end, mask[index] { index += 1 }
            runs.append(Run(y: start / width, first: start % width, last: (index - 1) % width))
        }
        return runs
    }
}
