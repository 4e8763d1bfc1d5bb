@testable import ELF
import SystemPackage
import TestSupport
import Testing

struct ELFScanTests {
    /// What a stream of these pieces says, and how often it had to come by.
    static func scan(_ bytes: [UInt8], pieces: Int) -> (content: ELFContent?, passes: Int) {
        var scan = ELFScan(size: Int64(bytes.count))
        var passes = 0
        while true {
            passes += 1
            bytes.withUnsafeBytes { bytes in
                for start in stride(from: 0, to: bytes.count, by: pieces) {
                    scan.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + pieces, bytes.count)]))
                }
            }
            guard scan.finish() else { return (scan.content, passes) }
            scan.rewind()
        }
    }

    static func read(_ bytes: [UInt8]) -> ELFContent {
        ELFContent(size: Int64(bytes.count)) { range in Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]) }
    }

    static let library: ObjectFile = {
        var file = ObjectFile("libfirst.so.1", needed: ["libc.so.6", "libsecond.so.2"])
        file.runPath = "$ORIGIN/../lib:/opt/lib"
        file.rPath = "/old"
        file.isaNeeded = 0b100
        file.flags = 0x800
        return file
    }()

    static let facts = ELFContent.object(
        ELFObject(
            machine: .x8664, kind: .shared, interpreter: nil,
            dynamic: ELFDynamic(
                soname: try? LibraryName("libfirst.so.1".utf8),
                needed: ["libc.so.6", "libsecond.so.2"].compactMap { try? LibraryName($0.utf8) },
                rPath: Array("/old".utf8), runPath: Array("$ORIGIN/../lib:/opt/lib".utf8), ignoresDefaults: true),
            isaLevel: 2))

    @Test(arguments: [1, 7, 64, 4096])
    func `a library tells its names in whatever pieces it comes`(pieces: Int) {
        #expect(Self.read(Self.library.bytes) == Self.facts)
        let outcome = Self.scan(Self.library.bytes, pieces: pieces)
        #expect(outcome.content == Self.facts)
        #expect(outcome.passes == 1)
    }

    @Test func `a dynamic section far behind the window is read in the same pass`() {
        var file = Self.library
        file.padding = Int(ELFScan.window) + 100_000
        let outcome = Self.scan(file.bytes, pieces: 1 << 16)
        #expect(outcome.content == Self.facts)
        #expect(outcome.passes == 1)
        file.endsInStrings = true
        #expect(Self.scan(file.bytes, pieces: 1 << 16).content == Self.facts)
    }

    @Test func `strings that lie between the window and the dynamic section take a second pass, and no third`() {
        var file = Self.library
        file.stringPadding = Int(ELFScan.window) + 5000
        file.padding = 100_000
        let outcome = Self.scan(file.bytes, pieces: 1 << 16)
        #expect(outcome.content == Self.facts)
        #expect(outcome.passes == 2)
        #expect(Self.read(file.bytes) == Self.facts)
    }

    @Test func `between two passes no window is kept`() {
        var file = Self.library
        file.stringPadding = Int(ELFScan.window) + 5000
        let bytes = file.bytes
        var scan = ELFScan(size: Int64(bytes.count))
        bytes.withUnsafeBytes { scan.write($0) }
        let isOpen = scan.finish()
        #expect(isOpen)
        #expect(scan.keptSize < 8192)
    }

    @Test func `a program has an interpreter, and another processor's object its number`() throws {
        var program = ObjectFile(needed: ["libc.so.6"])
        program.type = 2
        program.interpreter = "/lib64/ld-linux-x86-64.so.2"
        program.machine = 183
        guard case .object(let object) = Self.scan(program.bytes, pieces: 100).content else {
            Issue.record("not an object")
            return
        }
        #expect(object.kind == .executable)
        #expect(object.machine == ELFMachine(rawValue: 183))
        #expect(object.interpreter == (try LibraryName("/lib64/ld-linux-x86-64.so.2".utf8)))
        #expect(object.dynamic?.soname == nil)
    }

    /// A change of the sound library, and what comes of it.
    static let damage: [(name: String, change: @Sendable (inout [UInt8]) -> Void, content: ELFContent)] = [
        ("no magic number", { $0[0] = 0 }, .other), ("32 bits", { $0[4] = 1 }, .foreign),
        ("big-endian", { $0[5] = 2 }, .foreign), ("cut after 40 bytes", { $0 = Array($0[..<40]) }, .other),
        ("headers of 32 bytes", { $0[54] = 32 }, .malformed(.headerSize(32))),
        ("headers behind the end", { $0[39] = 0x7f }, .malformed(.outside(.programHeaders))),
        ("headers at -1", { for place in 32..<40 { $0[place] = 0xff } }, .malformed(.outside(.programHeaders))),
        (
            "65535 headers",
            {
                $0[56] = 0xff; $0[57] = 0xff
            }, .malformed(.limit(.programHeaders))
        ),
        ("a dynamic section at 2^62", { $0[64 + 56 + 15] = 0x40 }, .malformed(.outside(.dynamic))),
        (
            "a dynamic section of -1", { for place in 0..<8 { $0[64 + 56 + 32 + place] = 0xff } },
            .malformed(.outside(.dynamic))
        ),
        ("no loaded segment", { $0[64] = 0 }, .malformed(.noStrings)),
        ("a loaded segment behind the end", { $0[64 + 15] = 0x40 }, .malformed(.outside(.strings))),
    ]

    @Test(arguments: damage.indices)
    func `damage is told as what it is`(index: Int) {
        var bytes = Self.library.bytes
        Self.damage[index].change(&bytes)
        #expect(Self.read(bytes) == Self.damage[index].content, "\(Self.damage[index].name)")
        #expect(Self.scan(bytes, pieces: 33).content == Self.damage[index].content, "\(Self.damage[index].name)")
    }

    @Test func `a name without an end, outside the strings, or empty is refused`() throws {
        var file = ObjectFile("libx.so")
        file.endsInStrings = true
        #expect(Self.read(file.bytes.dropLast() + [65]) == .malformed(.name))
        #expect(Self.read(ObjectFile("").bytes) == .malformed(.name))
        #expect(Self.read(ObjectFile(String(repeating: "a", count: 1100)).bytes) == .malformed(.name))
        #expect(throws: ELFFault.name) { try LibraryName([97, 0]) }
    }

    @Test func `a file that ends before its size is truncated`() {
        var scan = ELFScan(size: 1 << 20)
        Self.library.bytes[..<100].withUnsafeBytes { scan.write($0) }
        let isOpen = scan.finish()
        #expect(!isOpen)
        #expect(scan.content == .malformed(.truncated))
    }

    @Test func `no flipped byte crashes the reader, and both readers agree`() {
        let sound = Self.library.bytes
        for place in sound.indices {
            for value in [0x00, 0x01, 0x7f, 0x80, 0xff] as [UInt8] {
                var bytes = sound
                bytes[place] = value
                #expect(Self.scan(bytes, pieces: 50).content == Self.read(bytes), "byte \(place) is \(value)")
            }
        }
    }

    @Test func `readelf reads the same off the system's own libraries`() async throws {
        for path in ["/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libcrypto.so.3", "/bin/sh"] {
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            var bytes = [UInt8](repeating: 0, count: Int(try file.seek(offset: 0, from: .end)))
            _ = try bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: 0, into: $0) }
            try file.close()
            guard case .object(let object) = Self.scan(bytes, pieces: 1 << 16).content else {
                Issue.record("\(path) is no object")
                continue
            }
            let text = String(decoding: try await Tool("readelf")("-dlW", path), as: UTF8.self)
            let needed = text.matches(of: /\(NEEDED\).*\[(.*)\]/).map { String($0.1) }
            #expect(object.dynamic?.needed.map(\.description) == needed)
            #expect(
                object.dynamic?.soname?.description == text.firstMatch(of: /\(SONAME\).*\[(.*)\]/).map { String($0.1) })
            #expect(
                object.interpreter?.description == text.firstMatch(of: /interpreter: (.*)\]/).map { String($0.1) })
        }
    }
}
