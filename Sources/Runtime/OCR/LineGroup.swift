/// Lines that run through the networks together, and how wide they become for recognition.
struct LineGroup: Equatable {
    /// Their numbers in reading order.
    let lines: [Int]
    /// The width that all are padded to, in pixels of the recogniser's input.
    let width: Int

    /// The groups of `boxes`, the widest first.
    ///
    /// Lines of like shape share a batch of the size in the manifest, and its widest sets how far all of it are padded,
    /// which the network's answer depends on; how many of a batch then run together (`size`, at most a batch) changes
    /// nothing.
    static func groups(
        _ boxes: [Quadrilateral], _ recognition: OCRManifest.Recognition, size: Int
    ) -> [LineGroup] {
        let aspects = boxes.map(\.lineAspect)
        let order = boxes.indices.sorted { (aspects[$0], $0) < (aspects[$1], $1) }
        var groups: [LineGroup] = []
        for start in stride(from: 0, to: order.count, by: recognition.batch) {
            let batch = order[start..<min(start + recognition.batch, order.count)]
            let least = Double(recognition.minimumWidth) / Double(recognition.height)
            let aspect = max(least, batch.last.map { aspects[$0] } ?? least)
            let width = max(1, min(LineRecognizer.widthLimit, Int(Double(recognition.height) * aspect)))
            for first in stride(from: batch.startIndex, to: batch.endIndex, by: size) {
                groups.append(LineGroup(lines: Array(batch[first..<min(first + size, batch.endIndex)]), width: width))
            }
        }
        return groups.reversed()
    }
}

extension Quadrilateral {
    /// The width over the height of the line's crop, a column turned.
    fileprivate var lineAspect: Double {
        let size = cropSize
        let (width, height) = (Double(size.width), Double(size.height))
        return height / width >= 1.5 ? height / width : width / height
    }
}
