import Testing

@testable import ModelRuntime

/// One reader, several threads, inside of it and around it.
struct ReaderThreadsTests {
    private static let pictures = ["receipt.png", "notice-upside-down.png", "scan.jpg", "blank.png"]

    private static func reader(threads: Int) throws -> TextReader {
        try TextReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")),
            model: Path(RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/pp-ocrv4"),
            settings: SessionSettings(device: .cpu, threads: threads))
    }

    private static func picture(_ name: String) throws -> Picture {
        try Picture(decoding: RepositoryFiles.path("recipes/smoke/" + name))
    }

    @Test
    func `reads the same whatever the number of threads, and from several at once`() throws {
        let one = try Self.reader(threads: 1)
        let expected = try Self.pictures.map { try one.read(Self.picture($0)) }
        #expect(expected.map(\.count) == [22, 4, 5, 0])
        for threads in [2, 3] {
            let reader = try Self.reader(threads: threads)
            let count = Self.pictures.count
            let read = try ParallelWork(threads: 3).map(2 * count) { number in
                try reader.read(Self.picture(Self.pictures[number % count]))
            }
            for (number, lines) in read.enumerated() {
                let expected = expected[number % count]
                #expect(lines.map(\.text) == expected.map(\.text))
                #expect(lines.map(\.box) == expected.map(\.box))
                #expect(zip(lines, expected).allSatisfy { abs($0.score - $1.score) < 1e-4 })
            }
        }
    }

    @Test
    func `tells where the time went`() throws {
        let times = ReadingTimes()
        let lines = try Self.reader(threads: 2).read(Self.picture("scan.jpg"), times: times)
        #expect(lines.count == 5)
        #expect(ReadingTimes.Stage.allCases.allSatisfy { times[$0] > 0 })
        #expect(times[.detection] + times[.recognition] > times[.boxes] + times[.text])
    }

    /// A blank page of 2.6 million pixels in the detector: behind it memory goes back to the system.
    @Test
    func `reads the same behind a large page`() throws {
        let reader = try TextReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")),
            model: Path(RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/rapidocr-v4"),
            settings: SessionSettings(device: .cpu, threads: 2))
        let small = try Self.picture("scan.jpg")
        let expected = try reader.read(small)
        #expect(expected.count == 5)
        let side = 1620
        let blank = Picture(width: side, height: side, bytes: Array(repeating: 255, count: side * side * 3))
        #expect(try reader.read(blank).isEmpty)
        #expect(try reader.read(small) == expected)
    }
}
