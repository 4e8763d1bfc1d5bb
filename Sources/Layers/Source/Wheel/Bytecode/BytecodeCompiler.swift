import Archive
import OCI
import Sandbox
import SystemPackage

/// Makes byte-code with a Python of this machine, in a sandbox.
struct BytecodeCompiler: Sendable {
    private let python: HostPython
    private let scratch: FilePath

    /// The interpreter of a minor version. `scratch` is an absolute directory, in which the byte-code stays until the layer
    /// is written.
    init(minor: Int, scratch: FilePath) async throws {
        try scratch.createDirectories()
        python = try await HostPython(named: "python3.\(minor)", scratch: scratch)
        self.scratch = scratch
    }

    /// Which interpreter it is, for a lock.
    func identity() async throws -> BytecodeLock {
        let answer = try await run(BytecodeScript.identity, mounts: [])
        do {
            let object = try JSONField(answer).object()
            return try BytecodeLock(
                python: object.required("python").string(), magic: object.required("magic").integer())
        } catch let error as JSONError {
            throw BytecodeError.failed(reason: "its answer makes no sense", log: error.description)
        }
    }

    /// The byte-code of `sources` by the locked interpreter.
    ///
    /// - Throws: `BytecodeError`: `otherPython`, `failed`.
    func compile(_ sources: [PythonSource], wheels: [Digest: FilePath], locked: BytecodeLock) async throws -> Bytecode {
        let here = try await identity()
        guard here == locked else {
            throw BytecodeError.otherPython(
                locked: "\(locked.versionText) (magic number \(locked.magic))",
                here: "\(here.versionText) (magic number \(here.magic))")
        }
        let (input, output) = (scratch.appending("sources.json"), scratch.appending("out"))
        var mounts = [
            try SandboxMount(of: input, at: "/in/sources.json"),
            try SandboxMount(of: output, at: "/out", isWritable: true),
        ]
        var list: [JSON] = []
        // One after the other and sorted, so that every run compiles in the same order.
        let byWheel = Dictionary(grouping: sources, by: \.wheel).sorted { $0.key < $1.key }
        var ordered: [PythonSource] = []
        for (digest, sources) in byWheel {
            guard let path = wheels[digest] else { throw ComposeError.missingInput(digest.hex, digest) }
            let file = "/in/\(digest.hex).whl"
            mounts.append(try SandboxMount(of: path, at: FilePath(file)))
            let sorted = sources.sorted { $0.place < $1.place }
            ordered += sorted
            list.append([
                "file": .string(file),
                "members": .array(sorted.map { [.string($0.member), .string("/\($0.place.text ?? "")")] }),
            ])
        }
        try output.createDirectories()
        try input.replace(with: JSON.array(list).canonical())
        let answer = try await run(BytecodeScript.compile, mounts: mounts)
        return try await runBlocking { [ordered] in
            try BytecodeCompiler.read(answer, of: ordered, from: output.appending("pack"))
        }
    }

    private func run(_ script: String, mounts: [SandboxMount]) async throws -> JSON {
        let outcome = try await python.run(script, mounts: mounts)
        if let reason = outcome.failure { throw BytecodeError.failed(reason: reason, log: outcome.lastWords) }
        do { return try JSON(parsing: outcome.standardOutput, limits: .large) } catch {
            throw BytecodeError.failed(reason: "its answer makes no sense", log: error.description)
        }
    }

    private static func read(_ answer: JSON, of sources: [PythonSource], from pack: FilePath) throws -> Bytecode {
        func wrong(_ what: String) -> BytecodeError { .failed(reason: "its answer makes no sense", log: what) }
        let results = try JSONField(answer).elements()
        guard results.count == sources.count else { throw wrong("\(results.count) results of \(sources.count)") }
        var files: [TarPath: WheelFile] = [:]
        var skipped: [(place: TarPath, reason: String)] = []
        var offset: Int64 = 0
        for (source, result) in zip(sources, results) {
            if let reason = try? result.string() {
                skipped.append((source.place, reason))
                continue
            }
            let size = try result.integer()
            guard size > 0 else { throw wrong("a size of \(size)") }
            files[source.place] = try WheelFile(of: pack, at: offset, size: size)
            offset += size
        }
        guard try pack.status()?.size == offset else { throw wrong("\(offset) bytes are not those of the file") }
        return Bytecode(files: files, skipped: skipped.sorted { $0.place < $1.place })
    }
}

extension WheelFile {
    /// A part of a file of this machine, which must stay as it is while this value lives.
    fileprivate init(of path: FilePath, at offset: Int64, size: Int64) throws {
        @Sendable func read(_ receive: (UnsafeRawBufferPointer) throws -> Void) throws -> Digest {
            var hasher = SHA256Hasher()
            let file = try OpenFile(path, .readOnly)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(min(size, 256 << 10)), alignment: 64)
            defer { buffer.deallocate() }
            var position = offset
            while position < offset + size {
                let part = UnsafeMutableRawBufferPointer(
                    rebasing: buffer[..<Int(min(Int64(buffer.count), offset + size - position))])
                let count = try file.read(into: part, at: position)
                guard count > 0 else { throw FileError.failed(.read, path, .ioError) }
                let bytes = UnsafeRawBufferPointer(rebasing: part[..<count])
                hasher.update(bytes)
                try receive(bytes)
                position += Int64(count)
            }
            return hasher.finalize()
        }
        let digest = try read { _ in }
        self.init(size: size, digest: digest) { receive in
            guard try read(receive) == digest else {
                throw BytecodeError.failed(reason: "it changed while the layer was written", log: path.string)
            }
        }
    }
}
