@testable import ELF
import Glibc
import SystemPackage

/// Places of this machine's own root, told as a layer.
enum MachineLayer {
    static func read(_ paths: [String]) throws -> LayerLibraries {
        var layer = LayerLibraries()
        var isOpen = true
        while isOpen {
            for path in paths { try walk(path, into: &layer) }
            isOpen = layer.finish()
        }
        return layer
    }

    private static func walk(_ path: String, into layer: inout LayerLibraries) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        let place = try TreePath(path.utf8)
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            layer.begin(.directory, at: place)
            // Libraries alone are wanted.
            let isApart = ["/usr/lib/debug", "/usr/lib/python3", "/usr/lib/modules"].contains(path)
            if isApart || (path.hasPrefix("/usr/") && !path.hasPrefix("/usr/lib") && !path.hasPrefix("/usr/local")) {
                return
            }
            guard let stream = opendir(path) else { return }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { try walk("\(path)/\(name)", into: &layer) }
            }
        case S_IFLNK:
            var target = [CChar](repeating: 0, count: 4096)
            let count = readlink(path, &target, target.count)
            layer.begin(
                .symbolicLink(target: target[..<max(0, count)].map { UInt8(bitPattern: $0) }), at: place)
        case S_IFREG:
            guard path.hasPrefix("/etc/") || path.contains(".so") else {
                layer.begin(.other, at: place)
                return
            }
            layer.begin(.file(size: Int64(status.st_size)), at: place)
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            defer { try? file.close() }
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { break }
                buffer[..<count].withUnsafeBytes { layer.content($0) }
            }
        default: layer.begin(.other, at: place)
        }
    }
}
