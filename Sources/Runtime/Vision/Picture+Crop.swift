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
        let kernel = CubicKernel.shared.weights
        let steps = CubicKernel.steps
        var columns = [Int](repeating: 0, count: 4)
        var result = [UInt8](repeating: 0, count: width * height * Self.channels)
        var target = 0
        for y in 0..<height {
            for x in 0..<width {
                let point = mapping(Double(x), Double(y))
                let fineX = Self.fine(point.x)
                let fineY = Self.fine(point.y)
                let cell = ((fineY & (steps - 1)) * steps + (fineX & (steps - 1))) * CubicKernel.taps
                for tap in 0..<4 {
                    columns[tap] = min(max((fineX >> 5) + tap - 1, 0), self.width - 1) * Self.channels
                }
                var blue: Int32 = 0
                var green: Int32 = 0
                var red: Int32 = 0
                for line in 0..<4 {
                    let row = min(max((fineY >> 5) + line - 1, 0), self.height - 1) * stride
                    for tap in 0..<4 {
                        let weight = kernel[cell + line * 4 + tap]
                        let source = row + columns[tap]
                        blue += Int32(bytes[source]) * weight
                        green += Int32(bytes[source + 1]) * weight
                        red += Int32(bytes[source + 2]) * weight
                    }
                }
                result[target] = UInt8(clamping: (blue + 1 << 14) >> 15)
                result[target + 1] = UInt8(clamping: (green + 1 << 14) >> 15)
                result[target + 2] = UInt8(clamping: (red + 1 << 14) >> 15)
                target += Self.channels
            }
        }
        return Picture(width: width, height: height, bytes: result)
    }

    /// A coordinate in units of 1/32 pixel, bounded to what the pixels of any picture need.
    private static func fine(_ coordinate: Double) -> Int {
        let bound = Double(PictureSize.pixelLimit * 64)
        return Int((min(max(coordinate * Double(CubicKernel.steps), -bound), bound)).rounded(.toNearestOrEven))
    }
}
