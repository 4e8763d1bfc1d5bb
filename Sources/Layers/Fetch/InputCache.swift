import Glibc
public import OCI
public import SystemPackage

/// Inputs by content: files named by their SHA-256, verified before they got the name.
public struct InputCache: Sendable {
    /// The directory.
    public let root: FilePath

    /// The cache at `root`, made where there is none.
    public init(creatingAt root: FilePath) throws(FileError) {
        self.root = root
        try root.appending("sha256").createDirectories()
    }

    /// Where the input of that digest lies, or would.
    public func path(of digest: Digest) -> FilePath { root.appending("sha256").appending(digest.hex) }

    /// Whether the input lies here with its size. The bytes were checked when they came in, and are checked again while
    /// they are unpacked.
    public func contains(_ input: LockedInput) throws(FileError) -> Bool {
        guard let status = try path(of: input.digest).status() else { return false }
        return status.isRegular && status.size == input.size
    }

    /// Takes in the bytes that `fill` writes, if they are those of `input`; else nothing stays behind.
    ///
    /// - Throws: ``FetchError/size(_:actual:)``, ``FetchError/digest(_:expected:actual:)`` and what `fill` throws.
    func store(_ input: LockedInput, filling fill: Filling) throws {
        try store(input.digest, size: input.size, named: input.name, filling: fill)
    }

    /// The same for bytes whose number is not known.
    func store(_ digest: Digest, named name: String, filling fill: Filling) throws {
        try store(digest, size: nil, named: name, filling: fill)
    }

    /// Writes bytes with the first closure; may start anew by calling the second.
    typealias Filling = (
        _ write: (UnsafeRawBufferPointer) throws -> Void, _ restart: () throws -> Void
    ) throws -> Void

    private func store(_ digest: Digest, size expected: Int64?, named name: String, filling fill: Filling) throws {
        let temporary = root.appending("\(digest.hex).\(getpid()).\(UInt64.random(in: .min ... .max)).new")
        let file = try OpenFile(
            temporary, .writeOnly, options: [.create, .exclusiveCreate], permissions: FilePermissions(rawValue: 0o644))
        do {
            var hasher = SHA256Hasher()
            var size: Int64 = 0
            try fill(
                { bytes in
                    size += Int64(bytes.count)
                    if let expected, size > expected { throw FetchError.size(name, expected: expected, actual: size) }
                    hasher.update(bytes)
                    try file.write(bytes)
                },
                {
                    hasher = SHA256Hasher()
                    size = 0
                    try file.truncate()
                })
            if let expected, size != expected { throw FetchError.size(name, expected: expected, actual: size) }
            let actual = hasher.finalize()
            guard actual == digest else { throw FetchError.digest(name, expected: digest, actual: actual) }
            try file.setPermissions(0o644)
            try file.sync()
            try temporary.rename(to: path(of: digest))
        } catch {
            try? temporary.remove()
            throw error
        }
    }
}
