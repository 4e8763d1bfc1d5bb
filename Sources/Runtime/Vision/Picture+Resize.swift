extension Picture {
    /// The picture at another size, bilinear between pixel centres, with OpenCV's arithmetic for 8-bit pixels
    /// (`cv::resize`, `INTER_LINEAR`): weights of 11 bits, sums cut the way its vector code cuts them. The models were
    /// trained behind it, and a last bit decides between two characters now and then.
    func resized(width: Int, height: Int) -> Picture {
        if width == self.width, height == self.height { return self }
        let result = [UInt8](unsafeUninitializedCapacity: width * height * Self.channels) { target, initialized in
            // OpenCV takes the mean of four where both sides are halved exactly.
            if self.width == width * 2, self.height == height * 2 {
                halve(into: target)
            } else {
                stretch(into: target, width: width, height: height)
            }
            initialized = target.count
        }
        return Picture(width: width, height: height, bytes: result)
    }

    private func stretch(into target: UnsafeMutableBufferPointer<UInt8>, width: Int, height: Int) {
        let columns = ResizeTap.taps(from: self.width, to: width, clampedWeights: true)
        let rows = ResizeTap.taps(from: self.height, to: height, clampedWeights: false)
        let count = width * Self.channels
        // Two stretched rows, in 16 bits: a sum of two weighted pixels is at most 255 * 2048, cut by 4 bits.
        var upper = [Int16](repeating: 0, count: count)
        var lower = [Int16](repeating: 0, count: count)
        var held: (upper: Int, lower: Int) = (-1, -1)
        for (y, row) in rows.enumerated() {
            if held.lower == row.first, held.upper != row.first {
                swap(&upper, &lower)
                held = (held.lower, held.upper)
            }
            if held.upper != row.first { stretch(row: row.first, columns, into: &upper) }
            if held.lower != row.second { stretch(row: row.second, columns, into: &lower) }
            held = (row.first, row.second)
            Self.blend(
                upper, row.firstWeight, lower, row.secondWeight,
                into: UnsafeMutableBufferPointer(rebasing: target[y * count..<(y + 1) * count]))
        }
    }

    private func stretch(row: Int, _ columns: [ResizeTap], into target: inout [Int16]) {
        bytes.withUnsafeBufferPointer { bytes in
            target.withUnsafeMutableBufferPointer { target in
                let start = row * stride
                var index = 0
                for column in columns {
                    let first = start + column.first * Self.channels
                    let second = start + column.second * Self.channels
                    for channel in 0..<Self.channels {
                        let sum =
                            Int32(bytes[first + channel]) &* column.firstWeight
                            &+ Int32(bytes[second + channel]) &* column.secondWeight
                        target[index] = Int16(truncatingIfNeeded: sum &>> 4)
                        index += 1
                    }
                }
            }
        }
    }

    private static func blend(
        _ upper: [Int16], _ upperWeight: Int32, _ lower: [Int16], _ lowerWeight: Int32,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        upper.withUnsafeBufferPointer { upper in
            lower.withUnsafeBufferPointer { lower in
                for index in 0..<target.count {
                    let first = (Int32(upper[index]) &* upperWeight) &>> 16
                    let second = (Int32(lower[index]) &* lowerWeight) &>> 16
                    target[index] = UInt8(truncatingIfNeeded: min(max((first &+ second &+ 2) &>> 2, 0), 255))
                }
            }
        }
    }

    private func halve(into target: UnsafeMutableBufferPointer<UInt8>) {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            for y in 0..<height / 2 {
                for x in 0..<width / 2 {
                    let corner = y * 2 * stride + x * 2 * Self.channels
                    for offset in corner..<corner + Self.channels {
                        let sum =
                            UInt16(bytes[offset]) &+ UInt16(bytes[offset + Self.channels])
                            &+ UInt16(bytes[offset + stride]) &+ UInt16(bytes[offset + stride + Self.channels])
                        target[index] = UInt8(truncatingIfNeeded: (sum &+ 2) &>> 2)
                        index += 1
                    }
                }
            }
        }
    }
}
