import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import ModelRuntime

/// Reading while networks are loaded.
struct LoadingTests {
    private static let models = "pp-ocrv4"

    private static func picture(_ name: String) throws -> Picture {
        try Picture(decoding: RepositoryFiles.path("recipes/smoke/" + name))
    }

    private static func reader(_ model: String, threads: Int, loading: TextReader.Loading) throws -> TextReader {
        try TextReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")), model: Path(model),
            settings: SessionSettings(device: .cpu, threads: threads), loading: loading)
    }

    private static var whole: String {
        get throws { try RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/" + models }
    }

    /// A model whose recogniser is no network.
    private static func broken(in directory: borrowing TemporaryDirectory) throws -> String {
        for name in ["model.json", "det.onnx", "cls.onnx"] {
            try write(InputFile(Path(whole + "/" + name)).contents(limit: 64 << 20), directory, name)
        }
        try write(Array("no network".utf8), directory, "rec.onnx")
        return directory.path.string
    }

    private static func write(_ bytes: [UInt8], _ directory: borrowing TemporaryDirectory, _ name: String) throws {
        let opened = fopen(directory.path.appending(name).string, "w")
        let file = try #require(opened)
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        fclose(file)
    }

    @Test(arguments: [1, 2])
    func `reads the same as with networks that were loaded before`(threads: Int) throws {
        let picture = try Self.picture("receipt.png")
        let before = try Self.reader(Self.whole, threads: threads, loading: .before).read(picture)
        #expect(before.count == 22)
        #expect(try Self.reader(Self.whole, threads: threads, loading: .behind).read(picture) == before)
    }

    @Test(arguments: [1, 2])
    func `tells of a broken network before there is a reader, or where a line needs it`(threads: Int) throws {
        let directory = try TemporaryDirectory()
        let model = try Self.broken(in: directory)
        let step = EngineError.Step.open(try Path(model + "/rec.onnx"))
        func isThat(_ error: any Error) -> Bool {
            guard let error = error as? EngineError, case .failed(step, _) = error else { return false }
            return true
        }
        #expect(performing: { _ = try Self.reader(model, threads: threads, loading: .before) }, throws: isThat)
        let reader = try Self.reader(model, threads: threads, loading: .behind)
        #expect(try reader.read(Self.picture("blank.png")).isEmpty)
        #expect(performing: { _ = try reader.read(Self.picture("receipt.png")) }, throws: isThat)
    }
}
