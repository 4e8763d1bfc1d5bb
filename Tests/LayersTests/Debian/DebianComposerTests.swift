import Archive
import HTTP
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

struct DebianComposerTests {
    @Test func `a layer without scripts has the packages' files, their records and nothing else`() async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            let made = [
                try await shop.package(
                    "a1", files: ["bin/x": "1", "lib64/y": "22", "usr/share/doc/a1/copyright": "free"],
                    links: ["bin/z": "bin/x"], scripts: ["postinst": "#!/bin/sh\nexit 1\n"]),
                try await shop.package("b1", files: [:], symlinks: ["usr/lib/l": "/nowhere"]),
            ]
            let layer = try await shop.compose(made)
            let listing = try await shop.listing(layer).filter { !$0.contains("status.d/") }
            #expect(
                listing == [
                    "./bin mode=777 gid=0 uid=0 type=link link=usr/bin",
                    "./lib mode=777 gid=0 uid=0 type=link link=usr/lib",
                    "./lib64 mode=777 gid=0 uid=0 type=link link=usr/lib64",
                    "./sbin mode=777 gid=0 uid=0 type=link link=usr/sbin",
                    "./usr mode=755 gid=0 uid=0 type=dir",
                    "./usr/bin mode=755 gid=0 uid=0 type=dir",
                    "./usr/bin/x mode=644 gid=0 uid=0 type=file size=1",
                    "./usr/bin/z mode=644 gid=0 uid=0 type=file size=0",
                    "./usr/lib mode=755 gid=0 uid=0 type=dir",
                    "./usr/lib/l mode=777 gid=0 uid=0 type=link link=/nowhere",
                    "./usr/lib64 mode=755 gid=0 uid=0 type=dir",
                    "./usr/lib64/y mode=644 gid=0 uid=0 type=file size=2",
                    "./usr/sbin mode=755 gid=0 uid=0 type=dir",
                    "./usr/share mode=755 gid=0 uid=0 type=dir",
                    "./usr/share/doc mode=755 gid=0 uid=0 type=dir",
                    "./usr/share/doc/a1 mode=755 gid=0 uid=0 type=dir",
                    "./usr/share/doc/a1/copyright mode=644 gid=0 uid=0 type=file size=4",
                    "./var mode=755 gid=0 uid=0 type=dir",
                    "./var/lib mode=755 gid=0 uid=0 type=dir",
                    "./var/lib/dpkg mode=755 gid=0 uid=0 type=dir",
                    "./var/lib/dpkg/status.d mode=755 gid=0 uid=0 type=dir",
                ])
            try await shop.unpack([layer], at: directory.appending("root"))
            let record = try directory.appending("root/var/lib/dpkg/status.d/a1").read(limit: 4096)
            #expect(
                String(decoding: record, as: UTF8.self)
                    == "Package: a1\nVersion: 1\nArchitecture: all\nMaintainer: T <t@t.example>\nDescription: t\n")
            #expect(try directory.appending("root/usr/bin/z").status()?.links == 2)
        }
    }

    @Test func `the same layer comes of packages decoded now and before, with any number of jobs`() async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            var made: [DebianWorkshop.Made] = []
            for number in 1...4 {
                made.append(
                    try await shop.package(
                        "p\(number)",
                        files: [
                            "usr/lib/p\(number)": String(repeating: "x\(number)", count: 300_000),
                            "usr/share/man/p\(number)": "manual", "etc/p\(number)/empty": "",
                        ]))
            }
            let first = try await shop.compose(made, jobs: 1)
            #expect(try await shop.compose(made, jobs: 4) == first)
            // At another level, and without compression, the packed frames give the same tar.
            let lock = try shop.lock(made)
            for compression in [Compression.none, .gzip, try Compression(.zstd, level: 9)] {
                let other = try await shop.compose(lock, shop.files(made), compression: compression)
                #expect(other.diffID == first.diffID)
                #expect(other.descriptor.digest != first.descriptor.digest)
            }
        }
    }

    @Test func `the epoch that packages were decoded for does not show in a layer of another`() async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            let made = [
                try await shop.package(
                    "a1", files: ["usr/x": "1", "usr/share/doc/a1/copyright": "c"], links: ["usr/y": "usr/x"],
                    symlinks: ["usr/z": "x"])
            ]
            let (lock, files) = (try shop.lock(made), shop.files(made))
            // The last one is later than the package's own times.
            let epochs: [Int64] = [1_000_000_000, 1_780_000_000, 4_000_000_000]
            var fresh: [ComposedLayer] = []
            for epoch in epochs {
                let decoded = directory.appending("decoded-\(epoch)")
                fresh.append(try await shop.compose(lock, files, decoded: decoded, epoch: epoch))
            }
            #expect(Set(fresh.map(\.diffID)).count == epochs.count)
            for first in epochs {
                let decoded = directory.appending("decoded-\(first)")
                for (epoch, layer) in zip(epochs, fresh) {
                    #expect(try await shop.compose(lock, files, decoded: decoded, epoch: epoch) == layer)
                }
            }
        }
    }

    @Test func `a base whose packages were decoded before needs no package, unless a decoded one is damaged`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let shop = try DebianWorkshop(in: directory)
            let made = [
                try await shop.package("a1", files: ["usr/x": "1"]),
                try await shop.package("b1", files: ["usr/y": "2"]),
            ]
            for package in made {
                let cached = fixture.cache.path(of: package.locked.digest)
                try cached.removingLastComponent().createDirectories()
                try cached.replace(with: package.deb.read(limit: 1 << 20))
            }
            let layer = LockedLayer(
                name: "base", request: Digest(of: "base".utf8), compression: .zstd,
                content: .debian(try shop.lock(made)))
            let lock = fixture.lock([layer], recipe: try fixture.recipe())
            func compose(_ store: String) async throws -> NamedLayer {
                let composer = LayerComposer(
                    layout: try ImageLayout(creatingAt: directory.appending(store)),
                    fetcher: fixture.fetcher(isOffline: true), scratch: directory.appending("scratch"), jobs: 2)
                return try await composer.compose(lock, directory: directory, program: directory)[0]
            }
            let first = try await compose("first")
            for package in made { try fixture.cache.path(of: package.locked.digest).remove() }
            #expect(try await compose("second").layer == first.layer)
            let decoded = try await Tool("find", package: "findutils")(
                fixture.cache.root.appending("decoded").string, "-name", made[1].locked.digest.hex)
            let path = FilePath(String(decoding: decoded.dropLast(), as: UTF8.self))
            let whole = try path.read(limit: 1 << 20)
            // The index is seen to be damaged before anything is composed, a frame while the layer is written.
            for (store, offset) in [("third", whole.count - 1), ("fourth", 20)] {
                var bytes = whole
                bytes[offset] ^= 1
                try path.replace(with: bytes)
                let error = await #expect(throws: FetchError.self) { try await compose(store) }
                #expect(error?.description.contains("b1 1") == true, "\(error?.description ?? "")")
                #expect(try directory.appending("\(store)/blobs/sha256").entries() == [])
            }
            // The damaged one is gone; with its package it is made anew.
            #expect(try path.status() == nil)
            try fixture.cache.path(of: made[1].locked.digest).replace(with: made[1].deb.read(limit: 1 << 20))
            #expect(try await compose("fifth").layer == first.layer)
            #expect(try path.read(limit: 1 << 20) == whole)
        }
    }

    /// Where a package's file is damaged in the cache: what decoding would see, what only the file's hash sees.
    enum Wound: String, CaseIterable, Sendable {
        case xz, date, tail
    }

    @Test(arguments: Wound.allCases)
    func `a package that is damaged in the cache is fetched anew, or nothing is made`(_ wound: Wound) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let shop = try DebianWorkshop(in: directory)
            let made = try await shop.package("a1", files: ["usr/x": String(repeating: "x", count: 1001)])
            let deb = try made.deb.read(limit: 1 << 20)
            var bytes = deb
            switch wound {
            case .xz: bytes[bytes.count - 60] ^= 1
            // A field of the first ar header that nothing reads.
            case .date: bytes[8 + 16] ^= 1
            case .tail: bytes[bytes.count - 1] ^= 1
            }
            let cached = fixture.cache.path(of: made.locked.digest)
            try cached.replace(with: bytes)
            let layer = LockedLayer(
                name: "base", request: Digest(of: "base".utf8), compression: .zstd,
                content: .debian(try shop.lock([made])))
            let lock = fixture.lock([layer], recipe: try fixture.recipe())
            func compose(_ fetcher: InputFetcher) async throws -> NamedLayer {
                let composer = LayerComposer(
                    layout: fixture.layout, fetcher: fetcher, scratch: directory.appending("scratch"), jobs: 2)
                return try await composer.compose(lock, directory: directory, program: directory)[0]
            }
            let error = await #expect(throws: FetchError.self) { try await compose(fixture.fetcher(isOffline: true)) }
            #expect(error?.description.contains("a1 1") == true, "\(error?.description ?? "")")
            #expect(try fixture.layout.root.appending("blobs/sha256").entries() == [])
            let decoded = fixture.cache.root.appending("decoded").string
            #expect(try await Tool("find", package: "findutils")(decoded, "-type", "f").isEmpty)
            let server = try LoopbackServer(["/x": { .file(deb, for: $0) }])
            let mirrors = Mirrors(archives: ["x": [try HTTPURL(server.origin)]])
            let composed = try await compose(fixture.fetcher(mirrors))
            #expect(server.requests.count == 1)
            #expect(try cached.read(limit: 1 << 20) == deb)
            let right = try await DebianWorkshop(in: directory.appending("right"))
                .compose(shop.lock([made]), shop.files([made]), epoch: StoreFixture.epoch)
            #expect(composed.layer.diffID == right.diffID)
            #expect(composed.layer.descriptor.digest == right.descriptor.digest)
        }
    }

    @Test(arguments: ["frame", "swap", "index", "short", "empty", "writable", "other"])
    func `a decoded package that is damaged or may be forged is made anew`(_ harm: String) async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            let made = [try await shop.package("a1", files: ["usr/x": "right"])]
            let first = try await shop.compose(made)
            let kept = try #require(
                try await Tool("find", package: "findutils")(shop.decoded.string, "-type", "f")
                    .split(separator: 10).map { FilePath(String(decoding: $0, as: UTF8.self)) }.first)
            var bytes = try kept.read(limit: 1 << 20)
            let whole = bytes
            switch harm {
            case "frame": bytes[20] ^= 1
            case "swap":
                // A frame that decompresses as well, to as many bytes.
                let other = [try await shop.package("b1", files: ["usr/x": "wrong"])]
                _ = try await shop.compose(other)
                let frame = try kept.removingLastComponent().appending(other[0].locked.digest.hex).read(limit: 1 << 20)
                try #require(frame.count == bytes.count)
                let size = frame.suffix(72).prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                bytes.replaceSubrange(..<(bytes.count - 72 - size), with: frame[..<(frame.count - 72 - size)])
                try #require(bytes != whole)
            case "index": bytes[bytes.count - 100] ^= 1
            case "short": bytes.removeLast(10)
            case "empty": bytes = []
            case "other":
                // Another package's decoded form, whole in itself, under this one's name.
                let other = [try await shop.package("b1", files: ["usr/x": "wrong"])]
                _ = try await shop.compose(other)
                bytes = try kept.removingLastComponent().appending(other[0].locked.digest.hex).read(limit: 1 << 20)
            default: break
            }
            try kept.replace(with: bytes, permissions: harm == "writable" ? 0o666 : 0o644)
            #expect(try await shop.compose(made) == first)
            #expect(try kept.read(limit: 1 << 20) == whole)
            #expect(try kept.status()?.permissions == 0o644)
        }
    }

    @Test func `what is excluded is left out, and what is kept stays with its directories`() async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            let made = [
                try await shop.package(
                    "a1",
                    files: [
                        "usr/bin/x": "1", "usr/share/doc/a1/copyright": "c", "usr/share/doc/a1/changelog": "l",
                        "usr/share/man/man1/x.1": "m", "usr/lib/y": "2",
                    ], symlinks: ["usr/share/doc/a2": "a1"])
            ]
            let lock = try shop.lock(
                made, exclude: ["/usr/share/doc/*", "/usr/share/man/*", "/usr/lib/y"],
                keep: ["/usr/share/doc/*/copyright"])
            let layer = try await shop.compose(lock, shop.files(made))
            let paths = try await shop.listing(layer).compactMap { $0.split(separator: " ").first }
                .filter { $0.hasPrefix("./usr/share") || $0.hasPrefix("./usr/lib/") || $0.hasPrefix("./usr/bin/") }
            #expect(
                Set(paths) == [
                    "./usr/share", "./usr/share/doc", "./usr/share/doc/a1", "./usr/share/doc/a1/copyright",
                    "./usr/share/doc/a2", "./usr/share/man", "./usr/bin/x",
                ])
        }
    }

    @Test func `refuses a file that is not the one locked`() async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            let made = try await shop.package("a1", files: ["usr/x": "1"])
            var bytes = try made.deb.read(limit: 1 << 20)
            bytes[bytes.count - 1] ^= 1
            try made.deb.replace(with: bytes)
            await #expect(
                throws: DebianComposeError.wrongFile(
                    package: "a1", made.deb, expected: made.locked.digest, actual: Digest(of: bytes))
            ) {
                try await shop.compose([made])
            }
            #expect(try await Tool("find", package: "findutils")(shop.decoded.string, "-type", "f").isEmpty)
        }
    }

    @Test func `refuses two packages with one file, unless one replaces the other`() async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            let first = try await shop.package("a1", files: ["usr/x": "1", "usr/y": "1"])
            let second = try await shop.package("b1", files: ["usr/x": "2"])
            let third = try await shop.package("c1", files: ["usr/x": "3"], fields: "Replaces: a1 (<< 2)\n")
            let fourth = try await shop.package(
                "d1", files: ["usr/x": "4"],
                scripts: ["preinst": "#!/bin/sh\ndpkg-divert --package d1 --add --rename /usr/x\n"])
            await #expect(throws: DebianComposeError.collision(path: "usr/x", first: "a1", second: "b1")) {
                try await shop.compose([first, second])
            }
            await #expect(
                throws: DebianComposeError.diversion(path: "usr/x", first: "a1", second: "d1", by: "d1")
            ) {
                try await shop.compose([first, fourth])
            }
            try await shop.unpack([shop.compose([first, third])], at: directory.appending("root"))
            #expect(try directory.appending("root/usr/x").read(limit: 10) == Array("3".utf8))
            #expect(try directory.appending("root/usr/y").read(limit: 10) == Array("1".utf8))
        }
    }

    @Test func `refuses what lies below another package's link`() async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            let first = try await shop.package("a1", files: [:], symlinks: ["usr/x": "/etc"])
            let second = try await shop.package("b1", files: ["usr/x/evil": "1"])
            await #expect(throws: DebianComposeError.collision(path: "usr/x", first: "a1", second: "b1")) {
                try await shop.compose([first, second])
            }
        }
    }

    @Test func `refuses a lock that does not name the scripts that are not run`() async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            let made = try await shop.package("a1", files: ["usr/x": "1"], scripts: ["prerm": "#!/bin/sh\n"])
            let silent = DebianWorkshop.Made(deb: made.deb, locked: made.locked.withoutScripts)
            await #expect(
                throws: DebianComposeError.otherScripts(package: "a1", locked: [], actual: ["prerm"])
            ) {
                try await shop.compose([silent])
            }
        }
    }
}

extension DebianLock.Package {
    fileprivate var withoutScripts: DebianLock.Package {
        var package = self
        package.skippedScripts = []
        return package
    }
}
