import OCI

/// What must be at a path, where a lock names every path of a layer.
struct DeclaredEntry: Hashable, Sendable {
    var kind: TarMember.Kind
    var mode: UInt16
    var user: UInt32 = 0
    var group: UInt32 = 0
    /// A file's content; nil where it follows from the other layers.
    var content: Digest?
    /// A link's target.
    var target: [UInt8] = []

    static func file(_ content: Digest?, mode: UInt16 = 0o644) -> DeclaredEntry {
        DeclaredEntry(kind: .file, mode: mode, content: content)
    }

    /// A model's files: root's, 0644.
    static func model(_ object: JSONObject) throws(JSONError) -> [EntryPath: DeclaredEntry] {
        let directory = try object.required("path").imagePath()
        var entries: [EntryPath: DeclaredEntry] = [:]
        for field in try object.required("files").elements() {
            let file = try field.object()
            let path = try file.required("name").imagePath().below(directory)
            entries[path] = .file(try file.required("digest").digest())
        }
        return entries
    }

    /// The runtime's program, and the libraries of ONNX Runtime beside it.
    static func runtime(_ object: JSONObject) throws(JSONError) -> [EntryPath: DeclaredEntry] {
        let directory = try object.required("path").imagePath()
        func place(_ name: String, _ field: JSONField) throws(JSONError) -> EntryPath {
            try JSONField(.string(name), path: field.path).imagePath().below(directory)
        }
        var entries: [EntryPath: DeclaredEntry] = [:]
        let program = try object.required("program")
        let digest = try program.object().required("digest").digest()
        entries[try place("bin/imagesmith-runtime", program)] = .file(digest, mode: 0o755)
        let engine = try object.required("onnxruntime")
        for field in [engine] + (try engine.object().optional("providers")?.elements() ?? []) {
            let library = try field.object()
            let member = try library.required("member").string()
            let name = member.split(separator: "/").last.map(String.init) ?? member
            entries[try place("lib/\(name)", field)] = .file(try library.required("digest").digest())
        }
        return entries
    }

    /// What a recipe declares one by one.
    static func files(_ object: JSONObject) throws(JSONError) -> [EntryPath: DeclaredEntry] {
        var entries: [EntryPath: DeclaredEntry] = [:]
        for field in try object.required("entries").elements() {
            let entry = try field.object()
            let (modeField, ownerField) = (try entry.required("mode"), try entry.required("owner"))
            let owner = try ownerField.string().split(separator: ":").compactMap { UInt32($0) }
            guard let mode = UInt16(try modeField.string(), radix: 8) else { throw modeField.invalid("it is no mode") }
            guard owner.count == 2 else { throw ownerField.invalid("it is no owner") }
            var declared = DeclaredEntry(kind: .directory, mode: mode, user: owner[0], group: owner[1])
            if let link = entry.optional("link") {
                declared.kind = .symbolicLink
                declared.target = Array(try link.string().utf8)
            } else if let digest = entry.optional("digest") {
                declared.kind = .file
                declared.content = try digest.digest()
            }
            entries[try entry.required("path").imagePath()] = declared
        }
        return entries
    }

    /// The loader's configuration and cache. The configuration follows from the lock where it names every directory in full.
    static func libraries(_ object: JSONObject) throws(JSONError) -> [EntryPath: DeclaredEntry] {
        let name = try object.required("name")
        let directories = try object.required("directories").strings()
        let isPlain = directories.allSatisfy { !$0.contains { "*?[".contains($0) } }
        let lines = Set(directories).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let content = Digest(of: lines.map { "\($0)\n" }.joined().utf8)
        let path = try JSONField(.string("etc/ld.so.conf.d/\(try name.string()).conf"), path: name.path).imagePath()
        let cache = try JSONField(.string("etc/ld.so.cache")).imagePath()
        return [path: .file(isPlain ? content : nil), cache: .file(nil)]
    }
}

extension EntryPath {
    /// The path below a directory.
    func below(_ directory: EntryPath) throws(JSONError) -> EntryPath {
        do throws(TarFault) { return try EntryPath(directory.bytes + [UInt8(ascii: "/")] + bytes) } catch {
            throw .value(path: "path", reason: "it is no path of an image")
        }
    }
}
