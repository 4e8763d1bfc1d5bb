/// The order in which the lines of a page are read: top to bottom, and from left to right what stands side by side.
enum ReadingOrder {
    /// Boxes whose tops differ by less stand side by side, in pixels of the picture.
    private static let sameLine = 10

    /// PaddleOCR's `sorted_boxes`: by the top left corner's row, then neighbours in one line by its column.
    static func sorted(_ boxes: [Quadrilateral]) -> [Quadrilateral] {
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
}
