extension Picture {
    /// The picture at another size, bilinear between pixel centres, with OpenCV's arithmetic for 8-bit pixels
    /// (`cv::resize`, `INTER_LINEAR`): weights of 11 bits, sums cut the way its vector code cuts them. The models were
    /// trained behind it, and a last bit decides between two characters now and then.
    func resized(width: Int, height: Int) -> Picture {
        if width == self.width, height == self.height { return self }
        // OpenCV takes the mean of four where both sides are halved exactly.
        if self.width == width * 2, self.height == height * 2 { return halved() }
        let columns = ResizeTap.taps(from: self.width, to: width, clampedWeights: true)
        let rows = ResizeTap.taps(from: self.height, to: height, clampedWeights: false)
        let count = width * Self.channels
        var upper = [Int32](repeating: 0, count: count)
        var lower = [Int32](repeating: 0, count: count)
        var held: (upper: Int, lower: Int) = (-1, -1)
        let bytes = [UInt8](unsafeUninitializedCapacity: count * height) { result, initialized in
            for (y, row) in rows.enumerated() {
                if held.lower == row.first, held.upper != row.first {
                    swap(&upper, &lower)
                    held = (held.lower, held.upper)
                }
                if held.upper != row.first { stretch(row: row.first, columns, into: &upper) }
                if held.lower != row.second { stretch(row: row.second, columns, into: &lower) }
                held = (row.first, row.second)
                for index in 0..<count {
                    let first = (row.firstWeight * (upper[index] >> 4)) >> 16
                    let second = (row.secondWeight * (lower[index] >> 4)) >> 16
                    result.initializeElement(at: y * count + index, to: UInt8(clamping: (first + second + 2) >> 2))
                }
            }
            initialized = count * height
        }
        return Picture(width: width, height: height, bytes: bytes)
    }

    private func stretch(row: Int, _ columns: [ResizeTap], into target: inout [Int32]) {
        let start = row * stride
        for (x, column) in columns.enumerated() {
            for channel in 0..<Self.channels {
                let first = Int32(bytes[start + column.first * Self.channels + channel])
                let second = Int32(bytes[start + column.second * Self.channels + channel])
                target[x * Self.channels + channel] = first * column.firstWeight + second * column.secondWeight
            }
        }
    }

    private func halved() -> Picture {
        let width = width / 2
        let height = height / 2
        var result = [UInt8]()
        result.reserveCapacity(width * height * Self.channels)
        for y in 0..<height {
            for x in 0..<width {
                let corner = y * 2 * stride + x * 2 * Self.channels
                for offset in corner..<corner + Self.channels {
                    let sum =
                        Int(bytes[offset]) + Int(bytes[offset + Self.channels]) + Int(bytes[offset + stride])
                        + Int(bytes[offset + stride + Self.channels])
                    result.append(UInt8((sum + 2) >> 2))
                }
            }
        }
        return Picture(width: width, height: height, bytes: result)
    }
}
