import Archive

/// Tar archives byte by byte, so that they can be wrong in any way.
enum RawTar {
    /// One header block with a right checksum.
    static func header(
        _ name: String, type: Character = "0", size: String? = nil, link: String = "", mode: String = "0000644",
        magic: String = "ustar\u{0}00", prefix: String = "", count: Int = 0, uid: String = "0000000"
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int) {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        put(name, 0)
        put(mode, 100)
        put(uid, 108)
        put("0000000", 116)
        put(size ?? octal(count, 11), 124)
        put("00000000000", 136)
        put(String(type), 156)
        put(link, 157)
        put(magic, 257)
        put(prefix, 345)
        return sealed(block)
    }

    /// The block with its checksum.
    static func sealed(_ block: [UInt8]) -> [UInt8] {
        var block = block
        block.replaceSubrange(148..<156, with: repeatElement(0x20, count: 8))
        let sum = block.reduce(0) { $0 + Int($1) }
        block.replaceSubrange(148..<155, with: Array((octal(sum, 6) + "\u{0}").utf8))
        return block
    }

    static func octal(_ number: Int, _ width: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    static func file(_ name: String, _ content: String = "x") -> [UInt8] {
        header(name, count: content.utf8.count) + padded(Array(content.utf8))
    }

    static func directory(_ name: String) -> [UInt8] { header(name, type: "5", mode: "0000755") }

    static func symlink(_ name: String, _ target: String) -> [UInt8] { header(name, type: "2", link: target) }

    static func hardLink(_ name: String, _ target: String) -> [UInt8] { header(name, type: "1", link: target) }

    static func empty(_ name: String) -> [UInt8] { header(name) }

    /// An extended header of type `x` or `g` from records as they stand, or of type `L` or `K`.
    static func extended(_ type: Character, _ body: [UInt8]) -> [UInt8] {
        header("PaxHeaders/x", type: type, count: body.count) + padded(body)
    }

    static func record(_ key: String, _ value: String) -> [UInt8] {
        let body = " \(key)=\(value)\n"
        var length = body.utf8.count + 1
        while "\(length)".utf8.count + body.utf8.count != length { length += 1 }
        return Array("\(length)\(body)".utf8)
    }

    static let end = [UInt8](repeating: 0, count: 1024)

    /// A sound archive by the archive library's own writer.
    static func sound(_ files: [(String, String)]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try withSink({ bytes.append(contentsOf: $0) }) { sink in
            var writer = TarWriter(output: sink)
            for (name, content) in files {
                let entry = try TarEntry(
                    path: TarPath(name), kind: .file(size: Int64(content.utf8.count)), mode: 0o644, modified: 0)
                try writer.append(entry) { try $0.write(Array(content.utf8)) }
            }
            try writer.finish()
        }
        return bytes
    }

    static func compressed(_ bytes: [UInt8], _ compression: Compression) throws -> [UInt8] {
        var out: [UInt8] = []
        try withSink({ out.append(contentsOf: $0) }) { sink in
            var compressor = try Compressor(compression, pledgedSize: Int64(bytes.count), output: sink)
            try bytes.withUnsafeBytes { try compressor.write($0) }
            try compressor.finish()
        }
        return out
    }

    static func withSink(
        _ take: (UnsafeRawBufferPointer) -> Void,
        _ body: (@escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        try withoutActuallyEscaping(take) { take in try body { take($0) } }
    }
}
