/// The bicubic weights that OpenCV's `remap` uses for 8-bit pixels: for each of 32 by 32 positions inside a pixel the
/// weights of the 4 by 4 pixels around it, in units of 1/32768, adding up to exactly that.
struct CubicKernel: Sendable {
    /// The positions inside a pixel, along one side.
    static let steps = 32
    /// The weights of one position.
    static let taps = 16

    let weights: [Int32]

    static let shared = CubicKernel()

    private init() {
        let unit: Float = 32768
        var weights: [Int32] = []
        weights.reserveCapacity(Self.steps * Self.steps * Self.taps)
        let lines = (0..<Self.steps).map { Self.line(Float($0) / Float(Self.steps)) }
        for y in 0..<Self.steps {
            for x in 0..<Self.steps {
                var cell: [Int32] = []
                for vertical in lines[y] {
                    for horizontal in lines[x] {
                        cell.append(Int32((vertical * horizontal * unit).rounded(.toNearestOrEven).clampedToInt16))
                    }
                }
                Self.settle(&cell, total: Int32(unit))
                weights.append(contentsOf: cell)
            }
        }
        self.weights = weights
    }

    /// The weights along one line for a position of `x` pixels after the second one; A = -0.75.
    private static func line(_ x: Float) -> [Float] {
        let a: Float = -0.75
        let first = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a
        let second = ((a + 2) * x - (a + 3)) * x * x + 1
        let third = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1
        return [first, second, third, 1 - first - second - third]
    }

    /// Gives what rounding lost or won to the largest or smallest of four weights, the last rows' and columns' middle
    /// ones, as OpenCV does.
    private static func settle(_ cell: inout [Int32], total: Int32) {
        let excess = cell.reduce(0, +) - total
        guard excess != 0 else { return }
        var smallest = 10
        var largest = 10
        for index in [10, 11, 14, 15] {
            if cell[index] < cell[smallest] {
                smallest = index
            } else if cell[index] > cell[largest] {
                largest = index
            }
        }
        cell[excess < 0 ? largest : smallest] -= excess
    }
}

extension Float {
    /// The value, brought into the range of 16 bits; it must be whole.
    fileprivate var clampedToInt16: Float { Swift.min(Swift.max(self, -32768), 32767) }
}
