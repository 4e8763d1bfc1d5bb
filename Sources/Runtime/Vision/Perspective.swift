/// The perspective mapping from an upright rectangle onto a quadrilateral.
///
/// It is found as OpenCV finds it (`getPerspectiveTransform`, then the inverse that `warpPerspective` takes), in the same
/// order of operations: a last bit decides which 1/32 of a pixel a position falls on.
struct Perspective {
    /// The rows of the matrix.
    private let cells: [Double]

    /// Maps (0, 0), (width, 0), (width, height), (0, height) onto the corners, in this order.
    init(width: Double, height: Double, onto corners: Quadrilateral) {
        let flat = [(0, 0), (width, 0), (width, height), (0, height)]
        var rows: [[Double]] = []
        for (corner, target) in zip(corners.corners, flat) {
            let (x, y) = (Double(corner.x), Double(corner.y))
            rows.append([x, y, 1, 0, 0, 0, -x * target.0, -y * target.0, target.0])
        }
        for (corner, target) in zip(corners.corners, flat) {
            let (x, y) = (Double(corner.x), Double(corner.y))
            rows.append([0, 0, 0, x, y, 1, -x * target.1, -y * target.1, target.1])
        }
        if let solution = Self.solution(of: &rows), let inverse = Self.inverse(of: solution + [1]) {
            cells = inverse
        } else {
            // Three corners on one line: nothing to straighten, take the parallelogram of the first, second and last.
            let (origin, right, down) = (
                corners.topLeft.asPoint, corners.topRight.asPoint, corners.bottomLeft.asPoint
            )
            cells = [
                (right.x - origin.x) / width, (down.x - origin.x) / height, origin.x,
                (right.y - origin.y) / width, (down.y - origin.y) / height, origin.y, 0, 0, 1,
            ]
        }
    }

    /// The positions of the pixels of a line from `x` on in the row `y`, in units of 1/`steps` pixel, to the nearest one,
    /// halves to even; the origin for a point at infinity.
    ///
    /// The sums start at the line's first pixel, as they do in OpenCV for each of its blocks.
    func fill(_ target: UnsafeMutableBufferPointer<(x: Int32, y: Int32)>, x: Int, y: Int, steps: Double) {
        let (column, row) = (Double(x), Double(y))
        let startX = cells[0] * column + cells[1] * row + cells[2]
        let startY = cells[3] * column + cells[4] * row + cells[5]
        let startW = cells[6] * column + cells[7] * row + cells[8]
        let (stepX, stepY, stepW) = (cells[0], cells[3], cells[6])
        for index in 0..<target.count {
            let offset = Double(index)
            let w = startW + stepW * offset
            let scale = w == 0 ? 0 : steps / w
            target[index] = (
                Self.rounded((startX + stepX * offset) * scale), Self.rounded((startY + stepY * offset) * scale)
            )
        }
    }

    /// To the nearest whole number, halves to even, within 32 bits.
    private static func rounded(_ value: Double) -> Int32 {
        // Written so that no number ends at the lower bound.
        guard value > -2_147_483_648 else { return .min }
        guard value < 2_147_483_647 else { return .max }
        // Adding and taking away 1.5 * 2^52 rounds as the processor does, without a call.
        return Int32((value + 6_755_399_441_055_744) - 6_755_399_441_055_744)
    }

    /// Solves linear equations, each a row with its right side last, by elimination with the largest pivot of a column; nil
    /// when they are not independent.
    private static func solution(of rows: inout [[Double]]) -> [Double]? {
        let count = rows.count
        for index in 0..<count {
            var pivot = index
            for row in index + 1..<count where abs(rows[row][index]) > abs(rows[pivot][index]) { pivot = row }
            guard abs(rows[pivot][index]) >= Double.ulpOfOne * 100 else { return nil }
            rows.swapAt(index, pivot)
            let scale = -1 / rows[index][index]
            for row in index + 1..<count {
                let factor = rows[row][index] * scale
                for column in index + 1...count { rows[row][column] += factor * rows[index][column] }
            }
        }
        var solution = [Double](repeating: 0, count: count)
        for index in (0..<count).reversed() {
            var sum = rows[index][count]
            for column in index + 1..<count { sum -= rows[index][column] * solution[column] }
            solution[index] = sum / rows[index][index]
        }
        return solution
    }

    /// The inverse of a matrix of three rows, by its cofactors; nil for a singular one.
    private static func inverse(of m: [Double]) -> [Double]? {
        func minor(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double { m[a] * m[b] - m[c] * m[d] }
        let determinant = m[0] * minor(4, 8, 5, 7) - m[1] * minor(3, 8, 5, 6) + m[2] * minor(3, 7, 4, 6)
        guard determinant != 0 else { return nil }
        let scale = 1 / determinant
        return [
            minor(4, 8, 5, 7) * scale, minor(2, 7, 1, 8) * scale, minor(1, 5, 2, 4) * scale,
            minor(5, 6, 3, 8) * scale, minor(0, 8, 2, 6) * scale, minor(2, 3, 0, 5) * scale,
            minor(3, 7, 4, 6) * scale, minor(1, 6, 0, 7) * scale, minor(0, 4, 1, 3) * scale,
        ]
    }
}
