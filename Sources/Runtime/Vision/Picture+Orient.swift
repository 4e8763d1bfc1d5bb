extension Picture {
    /// The picture as it is meant to be looked at.
    func upright(from orientation: Orientation) -> Picture {
        if orientation == .upright { return self }
        let right = Self.channels
        let down = stride
        let (lastColumn, lastRow) = ((width - 1) * right, (height - 1) * down)
        // Where the first pixel comes from, and how far the pixels come from each other along a row and a column.
        let source: (start: Int, x: Int, y: Int) =
            switch orientation {
            case .upright: (0, right, down)
            case .mirrored: (lastColumn, -right, down)
            case .upsideDown: (lastColumn + lastRow, -right, -down)
            case .upsideDownMirrored: (lastRow, right, -down)
            case .transposed: (0, down, right)
            case .turnedLeft: (lastRow, -down, right)
            case .transposedUpsideDown: (lastColumn + lastRow, -down, -right)
            case .turnedRight: (lastColumn, down, -right)
            }
        let turned = abs(source.x) == down
        let (width, height) = turned ? (self.height, self.width) : (self.width, self.height)
        let result = [UInt8](unsafeUninitializedCapacity: bytes.count) { target, initialized in
            bytes.withUnsafeBufferPointer { bytes in
                for y in 0..<height {
                    for x in 0..<width {
                        let from = source.start + x * source.x + y * source.y
                        let to = (y * width + x) * Self.channels
                        for channel in 0..<Self.channels {
                            target.initializeElement(at: to + channel, to: bytes[from + channel])
                        }
                    }
                }
            }
            initialized = bytes.count
        }
        return Picture(width: width, height: height, bytes: result)
    }
}
