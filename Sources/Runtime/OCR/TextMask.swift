/// Which pixels of a probability map belong to text; with a border of one pixel around them that does not, so that what looks
/// at neighbours need not ask where the map ends.
struct TextMask: Equatable {
    let width: Int
    let height: Int
    /// 1 for text, 0 for none; `height + 2` rows of `width + 2`.
    private(set) var cells: [Int8]

    /// The length of a row.
    var stride: Int { width + 2 }

    /// The pixels of `map` above `threshold`. Dilated, a pixel also counts when its left, upper or upper left neighbour is
    /// above it (OpenCV's 2 by 2 kernel with its default anchor).
    init(_ map: ProbabilityMap, above threshold: Float, dilated: Bool) {
        self.init(width: map.width, height: map.height)
        let stride = stride
        map.values.withUnsafeBufferPointer { values in
            cells.withUnsafeMutableBufferPointer { cells in
                for y in 0..<height {
                    let source = y * width
                    let target = (y + 1) * stride + 1
                    for x in 0..<width { cells[target + x] = values[source + x] > threshold ? 1 : 0 }
                }
                guard dilated else { return }
                // From the last pixel to the first, so that what was set is not taken for what was there.
                for y in (1...height).reversed() {
                    let row = y * stride
                    for x in (1...width).reversed() {
                        let index = row + x
                        cells[index] |= cells[index - 1] | cells[index - stride] | cells[index - stride - 1]
                    }
                }
            }
        }
    }

    /// A mask without text.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        cells = [Int8](repeating: 0, count: (width + 2) * (height + 2))
    }

    /// Whether a pixel belongs to text.
    subscript(x: Int, y: Int) -> Bool {
        get { cells[(y + 1) * stride + x + 1] != 0 }
        set { cells[(y + 1) * stride + x + 1] = newValue ? 1 : 0 }
    }
}
