public import OCI
public import SystemPackage

/// Inputs by content: files named by their SHA-256, verified before they got the name.
public struct InputCache: Sendable {
    /// The directory.
    public let root: FilePath

    /// The cache at `root`, which is not made.
    public init(at root: FilePath) { self.root = root }

    /// The cache at `root`, made where there is none.
    public init(creatingAt root: FilePath) throws(FileError) {
        self.root = root
        try root.appending("sha256").createDirectories()
    }

    /// Where the input of that digest lies, or would.
    public func path(of digest: Digest) -> FilePath { root.appending("sha256").appending(digest.hex) }

    /// Whether the input lies here, byte for byte: what was good when it came in may be damaged by now, and a wheel's own
    /// RECORD would vouch for a forged one.
    public func contains(_ input: LockedInput) throws(FileError) -> Bool {
        guard try holdsUnchecked(input) else { return false }
        return try Digest(ofFile: path(of: input.digest)) == input.digest
    }

    /// Whether something of the input's size lies here, for those that check it while they read it.
    func holdsUnchecked(_ input: LockedInput) throws(FileError) -> Bool {
        guard let status = try path(of: input.digest).status() else { return false }
        return status.isRegular && status.size == input.size
    }

    /// Takes an input out that turned out to be no good for what it is; nothing where it is not here.
    func discard(_ digest: Digest) throws(FileError) {
        let path = path(of: digest)
        if try path.status() != nil { try path.remove() }
    }

    /// Takes in the bytes that `fill` writes, if they are those of `input`; else nothing stays behind.
    ///
    /// - Throws: ``FetchError/size(_:actual:)``, ``FetchError/digest(_:expected:actual:)`` and what `fill` throws.
    ///
    /// - Parameter name: What errors call it, where that is more than its name.
    func store(_ input: LockedInput, named name: String? = nil, filling fill: Filling) throws {
        try store(input.digest, size: input.size, named: name ?? input.name, filling: fill)
    }

    /// The same for bytes whose number is not known.
    func store(_ digest: Digest, named name: String, filling fill: Filling) throws {
        try store(digest, size: nil, named: name, filling: fill)
    }

    /// Takes in bytes whose digest nobody knows beforehand, such as a file's in an archive.
    func take(_ fill: (_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws -> Digest {
        var file = try UnnamedFile(in: root)
        try fill { try file.write($0) }
        return try file.commit { path(of: $0) }
    }

    /// Writes bytes with the first closure; may start anew by calling the second.
    typealias Filling = (
        _ write: (UnsafeRawBufferPointer) throws -> Void, _ restart: () throws -> Void
    ) throws -> Void

    private func store(_ digest: Digest, size expected: Int64?, named name: String, filling fill: Filling) throws {
        var file = try UnnamedFile(in: root)
        try fill(
            { bytes in
                try file.write(bytes)
                if let expected, file.size > expected {
                    throw FetchError.size(name, expected: expected, actual: file.size)
                }
            },
            { try file.restart() })
        if let expected, file.size != expected {
            throw FetchError.size(name, expected: expected, actual: file.size)
        }
        _ = try file.commit { actual throws(FetchError) in
            guard actual == digest else { throw .digest(name, expected: digest, actual: actual) }
            return path(of: digest)
        }
    }
}
