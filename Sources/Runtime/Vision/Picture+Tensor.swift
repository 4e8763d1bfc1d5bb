extension Picture {
    /// Writes the normalised pixels as three planes, each `planeWidth` wide, into `target` from `offset` on. What is
    /// right of the picture keeps its value. `table` is the normalised value of each byte, channel by channel.
    func write(to target: inout MutableSpan<Float>, at offset: Int, planeWidth: Int, table: [Float]) {
        let plane = planeWidth * height
        precondition(width <= planeWidth && offset + Self.channels * plane <= target.count)
        target.withUnsafeMutableBufferPointer { target in
            bytes.withUnsafeBufferPointer { bytes in
                table.withUnsafeBufferPointer { table in
                    for y in 0..<height {
                        var pixel = y * stride
                        let row = offset + y * planeWidth
                        for index in row..<row + width {
                            target[index] = table[Int(bytes[pixel])]
                            target[index + plane] = table[256 + Int(bytes[pixel + 1])]
                            target[index + 2 * plane] = table[512 + Int(bytes[pixel + 2])]
                            pixel += Self.channels
                        }
                    }
                }
            }
        }
    }
}
