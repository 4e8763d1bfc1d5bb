extension Picture {
    /// What the quadrilateral shows, straightened: bicubic, the border's pixels repeated outside, with OpenCV's
    /// arithmetic (`cv::warpPerspective`, `INTER_CUBIC`, `BORDER_REPLICATE`). A crop of 1.5 times its width or more in
    /// height is a column and is turned to the left.
    func cropped(to corners: Quadrilateral) -> Picture {
        let size = corners.cropSize
        let crop = warped(width: size.width, height: size.height, onto: corners)
        return Double(size.height) / Double(size.width) >= 1.5 ? crop.turnedLeft() : crop
    }

    private func warped(width: Int, height: Int, onto corners: Quadrilateral) -> Picture {
        let mapping = Perspective(width: Double(width), height: Double(height), onto: corners)
        // OpenCV works in blocks of 1024 pixels, 16 rows of them where there are so many.
        let block = min(1024 / min(16, height), width)
        let result = [UInt8](unsafeUninitializedCapacity: width * height * Self.channels) { target, initialized in
            withUnsafeTemporaryAllocation(of: (x: Int32, y: Int32).self, capacity: block) { positions in
                for y in 0..<height {
                    for x in Swift.stride(from: 0, to: width, by: block) {
                        let line = UnsafeMutableBufferPointer(rebasing: positions[0..<min(block, width - x)])
                        mapping.fill(line, x: x, y: y, steps: Double(CubicKernel.steps))
                        sample(line, into: UnsafeMutableBufferPointer(rebasing: target[((y * width + x) * 3)...]))
                    }
                }
            }
            initialized = target.count
        }
        return Picture(width: width, height: height, bytes: result)
    }

    /// The pixels at `positions`, in units of 1/32 pixel.
    private func sample(
        _ positions: UnsafeMutableBufferPointer<(x: Int32, y: Int32)>, into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        let mask = Int32(CubicKernel.steps - 1)
        CubicKernel.shared.weights.withUnsafeBufferPointer { kernel in
            bytes.withUnsafeBufferPointer { bytes in
                for (index, position) in positions.enumerated() {
                    let cell = Int(position.y & mask) * CubicKernel.steps + Int(position.x & mask)
                    let weights = UnsafeBufferPointer(
                        rebasing: kernel[cell * CubicKernel.taps..<(cell + 1) * CubicKernel.taps])
                    let (left, top) = (Int(position.x >> 5) - 1, Int(position.y >> 5) - 1)
                    var sum = SIMD4<Int32>(repeating: 1 << 14)
                    if left >= 0, top >= 0, left + 3 < width, top + 3 < height {
                        for line in 0..<4 {
                            var source = (top + line) * stride + left * Self.channels
                            for tap in 0..<4 {
                                let pixel = SIMD4(
                                    Int32(bytes[source]), Int32(bytes[source + 1]), Int32(bytes[source + 2]), 0)
                                sum &+= pixel &* SIMD4(repeating: weights[line * 4 + tap])
                                source += Self.channels
                            }
                        }
                    } else {
                        for line in 0..<4 {
                            let row = min(max(top + line, 0), height - 1) * stride
                            for tap in 0..<4 {
                                let source = row + min(max(left + tap, 0), width - 1) * Self.channels
                                let pixel = SIMD4(
                                    Int32(bytes[source]), Int32(bytes[source + 1]), Int32(bytes[source + 2]), 0)
                                sum &+= pixel &* SIMD4(repeating: weights[line * 4 + tap])
                            }
                        }
                    }
                    for channel in 0..<Self.channels {
                        target[index * Self.channels + channel] = UInt8(clamping: sum[channel] >> 15)
                    }
                }
            }
        }
    }
}
