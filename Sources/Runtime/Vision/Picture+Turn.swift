extension Picture {
    /// Turned by a quarter, counter-clockwise: the right edge comes to the top.
    func turnedLeft() -> Picture {
        gathered(width: height, height: width) { x, y in (width - 1 - y, x) }
    }

    /// Turned upside down.
    func turnedAround() -> Picture {
        gathered(width: width, height: height) { x, y in (width - 1 - x, height - 1 - y) }
    }

    /// With `rows` black rows above and below.
    func letterboxed(rows: Int) -> Picture {
        var result = [UInt8](repeating: 0, count: (height + rows * 2) * stride)
        result.replaceSubrange(rows * stride..<rows * stride + bytes.count, with: bytes)
        return Picture(width: width, height: height + rows * 2, bytes: result)
    }

    private func gathered(width: Int, height: Int, _ source: (Int, Int) -> (x: Int, y: Int)) -> Picture {
        let result = [UInt8](unsafeUninitializedCapacity: bytes.count) { target, initialized in
            bytes.withUnsafeBufferPointer { bytes in
                var index = 0
                for y in 0..<height {
                    for x in 0..<width {
                        let from = source(x, y)
                        let start = from.y * stride + from.x * Self.channels
                        for channel in 0..<Self.channels {
                            target[index] = bytes[start + channel]
                            index += 1
                        }
                    }
                }
            }
            initialized = bytes.count
        }
        return Picture(width: width, height: height, bytes: result)
    }
}
