import Glibc
import OCI
import SystemPackage
import TestSupport

/// Runs a body with an empty directory that is removed afterwards, in memory where there is such a file system: hundreds of
/// images are written here, and every blob would wait for the disk.
func withMemoryDirectory<Value>(_ body: (FilePath) async throws -> Value) async throws -> Value {
    var template = Array("/dev/shm/imagesmith-test.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return try await withTemporaryDirectory { try await body($0) } }
    let root = FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    defer { try? root.removeTree() }
    return try await body(root)
}
