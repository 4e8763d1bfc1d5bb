extension Picture {
    /// Writes the normalised pixels as three planes, each `planeWidth` wide, into `target` from `offset` on. What is
    /// right of the picture keeps its value. `table` is ``Normalization/table``.
    func write(to target: inout MutableSpan<Float>, at offset: Int, planeWidth: Int, table: [Float]) {
        let plane = planeWidth * height
        for y in 0..<height {
            let source = y * stride
            let row = offset + y * planeWidth
            for x in 0..<width {
                let pixel = source + x * Self.channels
                for channel in 0..<Self.channels {
                    target[row + channel * plane + x] = table[channel * 256 + Int(bytes[pixel + channel])]
                }
            }
        }
    }
}
