/// Lines scaled to one height and put into one tensor, the space right of the shorter ones left at zero.
struct LineBatch {
    let height: Int
    let width: Int
    private let lines: [Picture]

    init(_ lines: [Picture], height: Int, width: Int) {
        self.height = height
        self.width = width
        self.lines = lines.map { line in
            let natural = (Double(height) * (Double(line.width) / Double(line.height))).rounded(.up)
            return line.resized(width: max(1, min(width, Int(natural))), height: height)
        }
    }

    var shape: [Int] { [lines.count, Picture.channels, height, width] }

    /// `table` is ``Normalization/lineTable``.
    func write(to target: inout MutableSpan<Float>, table: [Float]) {
        for (index, line) in lines.enumerated() {
            line.write(
                to: &target, at: index * Picture.channels * height * width, planeWidth: width, table: table)
        }
    }
}
