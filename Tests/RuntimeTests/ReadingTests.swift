import Testing

@testable import ModelRuntime

struct ReadingTests {
    private static func box(_ x: Int, _ y: Int) -> Quadrilateral {
        Quadrilateral(
            topLeft: Pixel(x: x, y: y), topRight: Pixel(x: x + 20, y: y), bottomRight: Pixel(x: x + 20, y: y + 10),
            bottomLeft: Pixel(x: x, y: y + 10))
    }

    @Test
    func `reads top to bottom, and left to right what stands side by side`() {
        let boxes = [Self.box(100, 50), Self.box(10, 59), Self.box(200, 41), Self.box(5, 0), Self.box(10, 70)]
        #expect(
            ReadingOrder.neighbors.sorted(boxes).map(\.topLeft) == [
                Pixel(x: 5, y: 0), Pixel(x: 100, y: 50), Pixel(x: 200, y: 41), Pixel(x: 10, y: 59), Pixel(x: 10, y: 70),
            ])
    }

    @Test
    func `keeps boxes apart whose tops differ by ten pixels`() {
        #expect(
            ReadingOrder.neighbors.sorted([Self.box(10, 60), Self.box(100, 50)]).map(\.topLeft) == [
                Pixel(x: 100, y: 50), Pixel(x: 10, y: 60),
            ])
    }

    @Test
    func `reads rows as a whole where the manifest says so`() {
        // Each box of the first row stands beside the next, the last of them 16 pixels below the first.
        let boxes = [Self.box(100, 58), Self.box(10, 66), Self.box(200, 50), Self.box(5, 80)]
        let corners = { (boxes: [Quadrilateral]) in boxes.map { [$0.topLeft.x, $0.topLeft.y] } }
        #expect(corners(ReadingOrder.rows.sorted(boxes)) == [[10, 66], [100, 58], [200, 50], [5, 80]])
        #expect(corners(ReadingOrder.neighbors.sorted(boxes)) == [[100, 58], [200, 50], [10, 66], [5, 80]])
    }

    @Test
    func `decodes classes without blanks and repeats, and scores by the mean`() {
        let table = CharacterTable(dictionary: "一\n二\n \n")
        #expect(table.count == 5)
        // Blank, 一, 一 again, blank, 一, 二, the dictionary's space, the last class's space.
        let steps = [(0, 0.9), (1, 0.5), (1, 0.99), (0, 0.9), (1, 0.75), (2, 1), (3, 0.5), (4, 0.25)] as [(Int, Float)]
        var probabilities = [Float](repeating: 0, count: steps.count * table.count)
        for (index, step) in steps.enumerated() { probabilities[index * table.count + step.0] = step.1 }
        let result = table.decode(probabilities.span, from: 0, steps: steps.count)
        #expect(result.text == "一一二  ")
        #expect(result.score == 0.6)
    }

    @Test(arguments: [16, 17, 40, 67])
    func `finds the first of the largest classes wherever it is`(count: Int) {
        let dictionary = (0..<count - 2).map { "c\($0) \n" }.joined()
        let table = CharacterTable(dictionary: dictionary)
        #expect(table.count == count)
        for best in 1..<count - 1 {
            var row = (0..<count).map { Float($0 % 7) / 100 }
            row[best] = 0.5
            // As large, but later.
            row[count - 1] = 0.5
            let result = table.decode(row.span, from: 0, steps: 1)
            #expect(result.text == "c\(best - 1) ")
            #expect(result.score == 0.5)
        }
    }

    @Test
    func `gives nothing for blanks, and no number for what is none`() {
        let table = CharacterTable(dictionary: "一\n二")
        #expect(table.count == 4)
        let blank: [Float] = [1, 0, 0, 0, 1, 0, 0, 0]
        let nothing = table.decode(blank.span, from: 0, steps: 2)
        #expect(nothing.text.isEmpty)
        #expect(nothing.score == 0)
        let broken = [Float](repeating: .nan, count: 4)
        #expect(table.decode(broken.span, from: 0, steps: 1).score.isNaN)
        let large = CharacterTable(dictionary: String(repeating: "x\n", count: 40))
        #expect(large.decode([Float](repeating: .nan, count: 42).span, from: 0, steps: 1).score.isNaN)
    }
}
