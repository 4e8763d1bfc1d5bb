import Archive
import CReference
import Layers
import OCI
import SystemPackage

/// One wheel, made into a layer by the code that `imagesmith build` runs, and by the reference.
struct WheelLayer {
    let path: FilePath
    private let lock: WheelsLock
    private let digest: Digest

    struct ReferenceFault: Error {
        let line: Int32
    }

    /// The wheel is taken for the newest Python that its name allows.
    init(_ path: FilePath) throws {
        self.path = path
        digest = try Digest(ofFile: path)
        let file = try WheelFileName(path.lastComponent?.string ?? "")
        let size = try OpenFile(path, .readOnly).status().size
        let target = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
        lock = try WheelsLock(
            python: target, layout: WheelsLayout(scheme: .debian(target)), requested: [file.project],
            wheels: [LockedWheel(file: file, index: .pypi, size: size, digest: digest)])
    }

    /// The wheel's own check, the plan, and the layer in one pass.
    func compose(into layout: ImageLayout, compression: Compression, workers: Int) throws -> ComposedLayer {
        guard try Digest(ofFile: path) == digest else { preconditionFailure("the wheel changed") }
        let plan = try LayerPlan(lock, wheels: [digest: path], epoch: 1_793_491_200)
        return try LayerWriter(layout: layout, workers: workers).write(plan, compression: compression)
    }

    /// Bytes of content.
    @discardableResult
    func reference(in directory: FilePath, codec: Codec) throws -> Int64 {
        let kind =
            switch codec {
            case .none: REFERENCE_NONE
            case .gzip: REFERENCE_GZIP
            case .zstd: REFERENCE_ZSTD
            }
        var content: Int64 = 0
        let line = reference_run(path.string, directory.string, kind, 16 << 20, &content)
        guard line == 0 else { throw ReferenceFault(line: line) }
        return content
    }
}
