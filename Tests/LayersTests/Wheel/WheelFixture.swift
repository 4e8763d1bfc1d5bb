import OCI
import SystemPackage
import TestSupport

@testable import Layers

/// A wheel made by Python's own zipfile, with the faults that a test wants.
struct WheelFixture {
    /// One file of it.
    struct File {
        var name: String
        var text: String
        var mode = 0o100644
        var isRecorded = true
        /// How often the text stands in it.
        var count = 1
    }

    var name = "demo"
    var version = "1.0"
    var files: [File] = [File(name: "demo/__init__.py", text: "answer = 42\n")]
    var metadata: String?
    var wheel: String? = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    var hasRecord = true
    /// Texts of RECORD to be replaced.
    var edits: [(String, String)] = []

    var distInfo: String { "\(name)-\(version).dist-info" }
    var fileName: String { "\(name)-\(version)-py3-none-any.whl" }

    /// Writes the wheel, and gives it as a lock names it.
    func make(in directory: FilePath) async throws -> (locked: LockedWheel, path: FilePath) {
        let path = directory.appending(fileName)
        var all = files
        let metadata = metadata ?? "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n\ntext: body\n"
        all.append(File(name: "\(distInfo)/METADATA", text: metadata))
        if let wheel { all.append(File(name: "\(distInfo)/WHEEL", text: wheel)) }
        let spec: JSON = [
            "out": .string(path.string), "record": .string(hasRecord ? "\(distInfo)/RECORD" : ""),
            "edits": .array(edits.map { [.string($0.0), .string($0.1)] }),
            "files": .array(
                all.map {
                    [
                        "name": .string($0.name), "text": .string($0.text), "mode": .integer(Int64($0.mode)),
                        "recorded": .bool($0.isRecorded), "count": .integer(Int64($0.count)),
                    ]
                }),
        ]
        try await Tool("python3")("-c", Self.script, input: spec.canonical())
        let bytes = try path.read(limit: 64 << 20)
        let locked = try LockedWheel(
            file: WheelFileName(fileName), index: .pypi, size: Int64(bytes.count), digest: Digest(of: bytes))
        return (locked, path)
    }

    private static let script = """
        import base64, hashlib, json, sys, zipfile
        spec = json.load(sys.stdin)
        record = ""
        with zipfile.ZipFile(spec["out"], "w", zipfile.ZIP_DEFLATED) as archive:
            def add(name, data, mode):
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.create_system = 3
                info.external_attr = mode << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
            for file in spec["files"]:
                data = file["text"].encode() * file["count"]
                add(file["name"], data, file["mode"])
                if file["recorded"]:
                    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                    name = '"' + file["name"] + '"' if "," in file["name"] else file["name"]
                    record += f"{name},sha256={digest},{len(data)}\\n"
            if spec["record"]:
                record += spec["record"] + ",,\\n"
                for old, new in spec["edits"]:
                    assert old in record, old
                    record = record.replace(old, new)
                add(spec["record"], record.encode(), 0o100644)
        """
}

/// The plan for fixtures, all asked for by name.
func plan(
    _ fixtures: [WheelFixture], requested: [String]? = nil, python: String = "3.11", layout: WheelsLayout? = nil,
    notice: (String) -> Void = { _ in }, in directory: FilePath
) async throws -> [WheelLayerEntry] {
    var wheels: [Digest: FilePath] = [:]
    var locked: [LockedWheel] = []
    for fixture in fixtures {
        let made = try await fixture.make(in: directory)
        wheels[made.locked.digest] = made.path
        locked.append(made.locked)
    }
    let target = try PythonTarget(version: python, platform: "manylinux_2_36_x86_64")
    let names = try (requested ?? fixtures.map(\.name)).map { try ProjectName($0) }
    let layout = try layout ?? WheelsLayout(scheme: .debian(target))
    let lock = try WheelsLock(python: target, layout: layout, requested: names, wheels: locked)
    return try WheelInstaller.plan(lock, wheels: wheels, notice: notice)
}

/// The error that planning a fixture, and reading all of it, ends with.
func fault(of fixture: WheelFixture, python: String = "3.11") async throws -> WheelFault? {
    try await withTemporaryDirectory { directory in
        do {
            for entry in try await plan([fixture], python: python, in: directory) { try entry.file?.content { _ in } }
            return nil
        } catch WheelError.wheel(fixture.fileName, let fault) {
            return fault
        }
    }
}

extension WheelFile {
    /// The content as text.
    func text() throws -> String {
        var bytes: [UInt8] = []
        try content { bytes.append(contentsOf: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
