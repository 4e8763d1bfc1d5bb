/// The order in which the lines of a page are read: top to bottom, and from left to right what stands side by side.
enum ReadingOrder: String, CaseIterable, Sendable {
    /// A line changes places with the one before it for as long as that stands beside it, to its right: PaddleOCR's
    /// `sorted_boxes`.
    case neighbors
    /// A line joins the row of the one above it when it stands beside that one, and rows are read from left to right:
    /// RapidOCR's rule from version 3 on.
    case rows

    /// Boxes whose tops differ by less stand side by side, in pixels of the page.
    private static let sameLine = 10

    func sorted(_ boxes: [Quadrilateral]) -> [Quadrilateral] {
        switch self {
        case .neighbors: Self.byNeighbors(boxes)
        case .rows: Self.byRows(boxes)
        }
    }

    private static func byNeighbors(_ boxes: [Quadrilateral]) -> [Quadrilateral] {
        var boxes = boxes.sorted { ($0.topLeft.y, $0.topLeft.x) < ($1.topLeft.y, $1.topLeft.x) }
        for end in boxes.indices.dropFirst() {
            var index = end
            while index > 0 {
                let (before, after) = (boxes[index - 1].topLeft, boxes[index].topLeft)
                guard abs(after.y - before.y) < sameLine, after.x < before.x else { break }
                boxes.swapAt(index - 1, index)
                index -= 1
            }
        }
        return boxes
    }

    private static func byRows(_ boxes: [Quadrilateral]) -> [Quadrilateral] {
        var row = 0
        var bottom: Int?
        let placed = boxes.sorted { $0.topLeft.y < $1.topLeft.y }.map { box in
            if let bottom, box.topLeft.y - bottom >= sameLine { row += 1 }
            bottom = box.topLeft.y
            return (row: row, box: box)
        }
        return placed.sorted { ($0.row, $0.box.topLeft.x) < ($1.row, $1.box.topLeft.x) }.map(\.box)
    }
}
