@testable import ELF
import Glibc
import SystemPackage
import TestSupport

/// A tree that can be laid out on a disk and be told as a layer.
struct TreeFixture {
    enum Content {
        case file([UInt8])
        case link(String)
        case directory
    }

    var entries: [(path: String, content: Content)] = []

    init(_ entries: [(String, Content)]) { self.entries = entries.map { (path: $0, content: $1) } }

    /// The tree as one layer, its content in pieces of that size.
    func layer(pieces: Int = 1 << 16, keeping texts: Set<TreePath> = []) throws -> LayerLibraries {
        var layer = LayerLibraries(keeping: texts)
        repeat {
            for entry in entries {
                let path = try TreePath(entry.path.utf8)
                switch entry.content {
                case .directory: layer.begin(.directory, at: path)
                case .link(let target): layer.begin(.symbolicLink(target: Array(target.utf8)), at: path)
                case .file(let bytes):
                    layer.begin(.file(size: Int64(bytes.count)), at: path)
                    bytes.withUnsafeBytes { bytes in
                        for start in stride(from: 0, to: bytes.count, by: pieces) {
                            layer.content(.init(rebasing: bytes[start..<min(start + pieces, bytes.count)]))
                        }
                    }
                }
            }
        } while layer.finish()
        return layer
    }

    func tree() throws -> LibraryTree {
        var tree = LibraryTree()
        tree.add(try layer())
        return tree
    }

    /// Writes the tree below a directory.
    func write(to root: FilePath) throws {
        for entry in entries {
            let path = root.appending(entry.path)
            TreeFixture.makeDirectories(path.removingLastComponent())
            switch entry.content {
            case .directory: TreeFixture.makeDirectories(path)
            case .link(let target):
                let status = target.withCString { to in path.withPlatformString { symlink(to, $0) } }
                guard status == 0 else { throw Errno(rawValue: errno) }
            case .file(let bytes):
                let file = try FileDescriptor.open(
                    path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead])
                try file.closeAfter { _ = try file.writeAll(bytes) }
            }
        }
    }

    private static func makeDirectories(_ path: FilePath) {
        if path.withPlatformString({ mkdir($0, 0o755) }) == 0 || errno == EEXIST { return }
        makeDirectories(path.removingLastComponent())
        _ = path.withPlatformString { mkdir($0, 0o755) }
    }
}
