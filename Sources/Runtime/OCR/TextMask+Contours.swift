extension TextMask {
    /// The borders of the groups of text pixels, corners included in a group, and the borders of the holes in them, each by
    /// the pixels at which it turns; the ones that are found last first, no more than `limit`.
    ///
    /// Suzuki and Abe, "Topological structural analysis of digitized binary images by border following", 1985, in the order
    /// of OpenCV's `findContours` (`RETR_LIST`, `CHAIN_APPROX_SIMPLE`).
    consuming func contours(limit: Int) -> [[Pixel]] {
        var follower = BorderFollower(cells: cells, stride: stride, height: height)
        return Array(follower.contours(last: limit).reversed())
    }
}

/// Walks along borders and marks what it has walked along.
private struct BorderFollower {
    /// A text pixel that a border was followed along.
    private static let seen: Int8 = 2
    /// The same, where its right neighbour is none and was looked at on the way.
    private static let seenFromRight: Int8 = -126

    private var cells: [Int8]
    private let stride: Int
    private let height: Int
    /// The steps to the eight neighbours, counter-clockwise from the right one.
    private let steps: [Int]
    private static let directions = [(1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1)]

    init(cells: [Int8], stride: Int, height: Int) {
        self.cells = cells
        self.stride = stride
        self.height = height
        steps = Self.directions.map { $0.0 + $0.1 * stride }
    }

    /// The last `limit` borders in the order in which their first pixels come. The ones before are let go on the way: a
    /// picture of noise has millions.
    mutating func contours(last limit: Int) -> [[Pixel]] {
        var contours: [[Pixel]] = []
        for y in 1...height {
            var previous: Int8 = 0
            let row = y * stride
            var x = 1
            while x < stride - 1 {
                let value = cells[row + x]
                if value != previous {
                    if previous == 0, value == 1 {
                        contours.append(follow(from: row + x, x: x, y: y, isHole: false))
                    } else if value == 0, previous >= 1 {
                        contours.append(follow(from: row + x - 1, x: x - 1, y: y, isHole: true))
                    }
                    previous = cells[row + x]
                    if contours.count >= 2 * limit { contours.removeFirst(contours.count - limit) }
                }
                x += 1
            }
        }
        return contours.suffix(limit)
    }

    /// Follows the border that the cell `start` lies on; the position is that in the bordered mask, and the pixels are told
    /// without the border.
    private mutating func follow(from start: Int, x: Int, y: Int, isHole: Bool) -> [Pixel] {
        let first = isHole ? 0 : 4
        var direction = first
        var before = start
        repeat {
            direction = (direction - 1) & 7
            before = start + steps[direction]
        } while cells[before] == 0 && direction != first
        guard direction != first else {
            cells[start] = Self.seenFromRight
            return [Pixel(x: x - 1, y: y - 1)]
        }
        var pixels: [Pixel] = []
        var (x, y) = (x - 1, y - 1)
        var current = start
        var last = direction ^ 4
        while true {
            let from = direction
            var next = current
            repeat {
                direction += 1
                next = current + steps[direction & 7]
            } while cells[next] == 0
            direction &= 7
            if direction > 0, direction <= from {
                cells[current] = Self.seenFromRight
            } else if cells[current] == 1 {
                cells[current] = Self.seen
            }
            if direction != last {
                pixels.append(Pixel(x: x, y: y))
                last = direction
            }
            x += Self.directions[direction].0
            y += Self.directions[direction].1
            if next == start, current == before { return pixels }
            current = next
            direction = (direction + 4) & 7
        }
    }
}
