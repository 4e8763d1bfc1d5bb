@testable import ELF
import Glibc
import SystemPackage
import TestSupport
import Testing

struct LibraryCacheTests {
    private static func library(_ soname: String?, machine: UInt16 = 62, isa: UInt32 = 0) -> TreeFixture.Content {
        var file = ObjectFile(soname, needed: ["libc.so.6"])
        file.machine = machine
        file.isaNeeded = isa
        return .file(file.bytes)
    }

    private static func text(_ text: String) -> TreeFixture.Content { .file(Array(text.utf8)) }

    private static let program: TreeFixture.Content = {
        var file = ObjectFile()
        file.type = 2
        return .file(file.bytes)
    }()

    private static let site = "usr/local/lib/python3.11/dist-packages/nvidia"

    /// A merged-usr root with all that ldconfig treats in its own way.
    private static let root = TreeFixture([
        ("lib", .link("usr/lib")), ("lib64", .link("usr/lib64")), ("usr/lib64", .directory),
        ("etc/ld.so.conf", text("# all\ninclude /etc/ld.so.conf.d/*.conf\nhwcap 1 old\n")),
        ("etc/ld.so.conf.d/libc.conf", text("/usr/local/lib\n")),
        (
            "etc/ld.so.conf.d/x86_64-linux-gnu.conf",
            text("/usr/local/lib/x86_64-linux-gnu\n/lib/x86_64-linux-gnu\n/usr/lib/x86_64-linux-gnu\n")
        ),
        (
            "etc/ld.so.conf.d/90-nvidia.conf",
            text("  /\(site)/cublas/lib/  # with blanks\n/\(site)/cudnn/lib\t\n/nowhere\n/opt/kind=libc6\n")
        ),
        ("etc/ld.so.conf.d/more.conf", text("include extra.d/?.conf /etc/ld.so.conf.d/missing.conf")),
        ("etc/ld.so.conf.d/extra.d/a.conf", text("/opt/a\n")), ("etc/ld.so.conf.d/extra.d/bb.conf", text("/opt/bb\n")),
        ("etc/ld.so.conf.d/.hidden.conf", text("/opt/hidden\n")),
        ("opt/a/liba.so", library("liba.so")), ("opt/bb/libbb.so", library("libbb.so")),
        ("opt/hidden/libhidden.so", library("libhidden.so")), ("opt/kind/libkind.so.1", library("libkind.so.1")),
        ("\(site)/cublas/lib/libcublas.so.11", library("libcublas.so.11")),
        ("\(site)/cublas/lib/libcublasLt.so.11", library("libcublasLt.so.11")),
        ("\(site)/cublas/lib/libcublas.so", .link("libcublas.so.11")),
        ("\(site)/cublas/lib/__init__.py", text("")),
        ("\(site)/cudnn/lib/libcudnn.so.8", library("libcudnn.so.8")),
        ("\(site)/cudnn/lib/libcudnn_ops_infer.so.8", library("libcudnn_ops_infer.so.8")),
        ("usr/lib/x86_64-linux-gnu/libc.so.6", library("libc.so.6")),
        ("usr/lib/x86_64-linux-gnu/libc.so", text("/* GNU ld script */ GROUP ( /lib/libc.so.6 )")),
        ("usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", library("ld-linux-x86-64.so.2")),
        ("usr/lib/x86_64-linux-gnu/libz.so.1.2.13", library("libz.so.1")),
        ("usr/lib/x86_64-linux-gnu/libz.so.1", .link("libz.so.1.2.13")),
        ("usr/lib/x86_64-linux-gnu/libz.so", .link("libz.so.1.2.13")),
        ("usr/lib/x86_64-linux-gnu/libno-link.so.3.9", library("libno-link.so.3")),
        ("usr/lib/x86_64-linux-gnu/libno-link.so.3.10", library("libno-link.so.3")),
        ("usr/lib/x86_64-linux-gnu/libnoname.so.2", library(nil)),
        ("usr/lib/x86_64-linux-gnu/libnoname.so", .link("libnoname.so.2")),
        ("usr/lib/x86_64-linux-gnu/libblas.so.3", .link("/etc/alternatives/libblas.so.3-x86_64-linux-gnu")),
        ("etc/alternatives/libblas.so.3-x86_64-linux-gnu", .link("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3")),
        ("usr/lib/x86_64-linux-gnu/blas/libblas.so.3", .link("blas-3.11")),
        ("usr/lib/x86_64-linux-gnu/blas/blas-3.11", library("libblas.so.3")),
        ("usr/lib/x86_64-linux-gnu/libbroken.so.1", .link("libbroken.so.1.0")),
        ("usr/lib/x86_64-linux-gnu/libloop.so.1", .link("libloop.so.1")),
        ("usr/lib/x86_64-linux-gnu/libdir.so", .link("blas")), ("usr/lib/x86_64-linux-gnu/libdirectory.so", .directory),
        ("usr/lib/x86_64-linux-gnu/libarm.so.1", library("libarm.so.1", machine: 183)),
        ("usr/lib/x86_64-linux-gnu/libprogram.so", program),
        ("usr/lib/x86_64-linux-gnu/libempty.so", text("")),
        ("usr/lib/x86_64-linux-gnu/plugin.so", library("plugin.so")),
        ("usr/lib/x86_64-linux-gnu/libold.so.1.#prelink#", library("libold.so.1")),
        ("usr/lib/x86_64-linux-gnu/libx-10.so", library("libx-10.so")),
        ("usr/lib/x86_64-linux-gnu/libx-9.so", library("libx-9.so")),
        ("usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libz.so.1.3", library("libz.so.1", isa: 0b101)),
        ("usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/odd", .link("libz.so.1.3")),
        ("usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v2/libz.so.1", library("libz.so.1", isa: 0b10)),
        ("usr/lib/x86_64-linux-gnu/glibc-hwcaps/unused", .directory),
        ("usr/lib/libroot.so.1", library("libroot.so.1")), ("usr/local/lib/libz.so.1", library("libz.so.1")),
    ])

    /// What Debian's own ldconfig writes for a root, and the words by which it names itself.
    private static func judge(_ options: String, cache: FilePath) async throws -> [UInt8] {
        try await Tool("sh")(
            "-euc", "PATH=$PATH:/usr/sbin:/sbin; ldconfig -X \(options) 2>/dev/null", environment: ["LC_ALL": "C"])
        let file = try FileDescriptor.open(cache, .readOnly)
        var bytes = [UInt8](repeating: 0, count: Int(try file.seek(offset: 0, from: .end)))
        _ = try bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: 0, into: $0) }
        try file.close()
        return bytes
    }

    private static func generator(_ cache: [UInt8]) throws -> String {
        let start = try #require(cache.indices.last { cache[$0...].starts(with: "ldconfig (".utf8) })
        return String(decoding: cache[start...], as: UTF8.self)
    }

    @Test func `the cache is, byte for byte, that of Debian's ldconfig`() async throws {
        try await withTemporaryDirectory { directory in
            try Self.root.write(to: directory)
            let theirs = try await Self.judge("-r \(directory)", cache: directory.appending("etc/ld.so.cache"))
            let cache = LibraryCache(of: try Self.root.tree())
            #expect(cache.file(generator: try Self.generator(theirs)) == theirs)
            #expect(
                cache.entries.first { $0.name.description == "libno-link.so.3" }.map(\.path)
                    == Array("/lib/x86_64-linux-gnu/libno-link.so.3".utf8))
        }
    }

    @Test func `a root without any library or configuration has an empty cache`() async throws {
        try await withTemporaryDirectory { directory in
            let root = TreeFixture([("etc/motd", Self.text("hello")), ("lib", .directory)])
            try root.write(to: directory)
            let theirs = try await Self.judge("-r \(directory)", cache: directory.appending("etc/ld.so.cache"))
            #expect(LibraryCache(of: try root.tree()).file(generator: try Self.generator(theirs)) == theirs)
        }
    }

    @Test func `the loader's reader finds what was written`() throws {
        let cache = LibraryCache(of: try Self.root.tree())
        let reader = try #require(LibraryCacheReader(cache.file(generator: "test")))
        let paths = try #require(reader.paths[LibraryName("libz.so.1".utf8)])
        #expect(
            paths.map { String(decoding: $0, as: UTF8.self) } == [
                "/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v2/libz.so.1",
                "/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/odd",
                "/usr/local/lib/libz.so.1", "/lib/x86_64-linux-gnu/libz.so.1",
            ])
    }

    @Test func `no flipped byte of a cache crashes its reader`() throws {
        let sound = LibraryCache(of: try Self.root.tree()).file(generator: "test")
        for place in sound.indices {
            var bytes = sound
            bytes[place] ^= 0xff
            _ = LibraryCacheReader(bytes)
        }
        for count in 0..<100 { _ = LibraryCacheReader(Array(sound[..<count])) }
        #expect(LibraryCacheReader(Array("glibc-ld.so.cache1.0".utf8) + sound.dropFirst(20)) == nil)
    }

    @Test func `this machine's own libraries make this machine's cache`() async throws {
        try await withTemporaryDirectory { directory in
            let mine = directory.appending("cache")
            let theirs = try await Self.judge("-C \(mine)", cache: mine)
            var tree = LibraryTree()
            tree.add(
                try MachineLayer.read(["/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/lib", "/usr"]))
            let ours = LibraryCache(of: tree).file(generator: try Self.generator(theirs))
            #expect(ours == theirs)
        }
    }
}
