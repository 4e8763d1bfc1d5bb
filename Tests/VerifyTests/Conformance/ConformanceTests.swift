import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

/// An image beside its lock: every difference has its finding, and nothing else has one.
struct ConformanceTests {
    private func report(_ image: LockedImage) async throws -> ConformanceReport {
        try await withTemporaryDirectory { directory in
            let (layout, descriptor) = try image.write(to: directory)
            let check = LockedImage.check(layout)
            let report = try await check.report(on: descriptor)
            // It is the same where an audit gathered what the layers hold.
            let plan = try check.plan(for: descriptor)
            _ = try await ImageAudit(layout: layout, jobs: 2).report(for: descriptor, gathering: plan.listings)
            #expect(try await check.report(plan) == report)
            return report
        }
    }

    @Test func `what an audit gathered is not read again`() async throws {
        try await withTemporaryDirectory { directory in
            let (layout, descriptor) = try LockedImage().write(to: directory)
            let check = LockedImage.check(layout)
            let expected = try await check.report(on: descriptor)
            let plan = try check.plan(for: descriptor)
            let audit = try await ImageAudit(layout: layout, jobs: 2).report(for: descriptor, gathering: plan.listings)
            #expect(audit.verdict == .clean)
            for layer in try layout.manifest(descriptor).layers { try layout.path(of: layer.digest).write([]) }
            #expect(try await check.report(plan) == expected)
            // It is handed over once.
            await #expect(throws: (any Error).self) { try await check.report(plan) }
        }
    }

    @Test func `a layer that is not the one that the image names is not gathered`() async throws {
        try await withTemporaryDirectory { directory in
            let (layout, descriptor) = try LockedImage().write(to: directory)
            let layers = try layout.manifest(descriptor).layers
            let (first, second) = (layers[2].digest, layers[3].digest)
            try layout.path(of: first).write(layout.path(of: second).bytes())
            let plan = try LockedImage.check(layout).plan(for: descriptor)
            let findings = try await ImageAudit(layout: layout, jobs: 2).report(
                for: descriptor, gathering: plan.listings
            ).findings
            #expect(findings.contains { $0.code == .blobDigest })
            #expect(plan.listings.take(first) == nil)
            #expect(plan.listings.take(second) != nil)
            #expect(plan.listings.take(second) == nil)
        }
    }

    private func findings(_ report: ConformanceReport) -> [String] {
        report.findings.map { finding in
            "\(finding.code) \(finding.layer?.description ?? "-") \(finding.path?.description ?? "-"): "
                + "\(finding.expected?.description ?? "-") → \(finding.actual?.description ?? "-")"
        }
    }

    @Test func `an image that is what its lock says is clean`() async throws {
        let report = try await report(LockedImage())
        #expect(findings(report) == [])
        #expect(report.covered.map(\.description) == ["base", "wheels", "model", "runtime", "files", "libraries"])
        #expect(report.uncovered == [])
        let paths = report.paths
        #expect([paths.locked, paths.recorded, paths.listed, paths.generated, paths.unlisted] == [9, 7, 3, 17, 0])
    }

    @Test(arguments: LockDamage.debian) func `tells what packages do not account for`(_ damage: LockDamage) async throws
    {
        try await expect(damage)
    }

    @Test(arguments: LockDamage.wheels) func `tells what wheels do not account for`(_ damage: LockDamage) async throws {
        try await expect(damage)
    }

    @Test(arguments: LockDamage.declared) func `tells what the lock does not name`(_ damage: LockDamage) async throws {
        try await expect(damage)
    }

    @Test(arguments: LockDamage.privileges) func `tells what may do more than it should`(_ damage: LockDamage)
        async throws
    {
        try await expect(damage)
    }

    @Test func `a privilege that the lock allows is none to tell of, in the audit either`() async throws {
        var image = LockedImage()
        image["base"].edit("usr/bin/tool") {
            $0.mode = "0006755"
            $0.capability = LockDamage.rawNetwork
        }
        image["base"].entries.append(LockedImage.Entry(path: "mnt/pipe", type: "6"))
        image["files"].edit("srv/data") { $0.mode = "0004600" }
        image.editLock = { lock in
            lock["privileges"] = [
                "/usr/bin/tool": ["cap_net_raw", "set-group-id", "set-user-id"], "/mnt/pipe": ["device"],
            ]
        }
        try await withTemporaryDirectory { directory in
            let (layout, descriptor) = try image.write(to: directory)
            let audit = try await ImageAudit(layout: layout, jobs: 1).findings(for: descriptor, strict: true)
                .filter { [.tarSetID, .tarCapability, .tarDevice].contains($0.code) }
            #expect(audit.map(\.code) == [.tarSetID, .tarCapability, .tarDevice, .tarSetID])
            let report = try await LockedImage.check(layout).report(on: descriptor)
            // The file of the files layer has another mode than the lock names, so nothing excuses it.
            #expect(audit.map(report.allows) == [true, true, true, false])
            #expect(report.findings.map(\.code) == [.unaccountedFile, .fileAttributes])
        }
    }

    @Test func `a mode that the lock names for a file is allowed`() async throws {
        var image = LockedImage()
        image["files"].edit("srv/data") { $0.mode = "0004600" }
        image.editLock = { lock in
            lock["layers"] = lock["layers"].map { layers in
                let text = String(decoding: layers.canonical(), as: UTF8.self)
                    .replacing("\"mode\":\"600\"", with: "\"mode\":\"4600\"")
                return (try? JSON(parsing: Array(text.utf8))) ?? .null
            }
        }
        try await withTemporaryDirectory { directory in
            let (layout, descriptor) = try image.write(to: directory)
            let audit = try await ImageAudit(layout: layout, jobs: 1).findings(for: descriptor, strict: true)
                .filter { $0.code == .tarSetID }
            let report = try await LockedImage.check(layout).report(on: descriptor)
            #expect(audit.map(report.allows) == [true])
            #expect(findings(report) == [])
        }
    }

    private func expect(_ damage: LockDamage) async throws {
        var image = LockedImage()
        damage.spoil(&image)
        #expect(findings(try await report(image)).sorted() == damage.findings.sorted())
    }

    @Test func `an image without a lock is not judged`() async throws {
        let image = try SampleImage.sound()
        try await withTemporaryDirectory { directory in
            let written = try image.write(to: directory)
            let report = try await LockedImage.check(written.layout).report(on: written.descriptor)
            #expect(report == ConformanceReport())
            #expect(report.lines == ["conformance: no lock"])
        }
    }

    @Test func `an image whose lock was taken away is told`() async throws {
        var image = LockedImage()
        image.hasLock = false
        let found = try await report(image).findings
        #expect(found.map(\.code) == [.lockBinding])
        #expect(found[0].actual?.description == "none")
    }

    @Test func `an image that does not name the lock that claims it is told`() async throws {
        var image = LockedImage()
        image.editManifest = { $0.annotations[Annotation.lock] = nil }
        #expect(try await report(image).findings.map(\.code) == [.lockBinding])
    }

    @Test func `another lock in the place of the image's own is told`() async throws {
        var image = LockedImage()
        image.editManifest = { $0.annotations[Annotation.lock] = Digest(of: [1]).description }
        #expect(try await report(image).findings.map(\.code) == [.lockBinding])
    }

    @Test func `another recipe, and none, are told`() async throws {
        var image = LockedImage()
        image.recipe = Array("imagesmith: 1\n# evil\n".utf8)
        #expect(try await report(image).findings.map(\.code) == [.lockBinding])
        image = LockedImage()
        image.hasRecipe = false
        #expect(try await report(image).findings.map(\.code) == [.lockBinding])
        image = LockedImage()
        image.editLock = { $0["recipe"] = .string(Digest(of: [1]).description) }
        #expect(try await report(image).findings.map(\.code) == [.lockBinding])
    }

    @Test func `a lock that cannot be read is told`() async throws {
        var image = LockedImage()
        image.editLock = { $0["imagesmith"] = 2 }
        let found = try await report(image).findings
        #expect(found.map(\.code) == [.lockMalformed])
        #expect(found[0].actual?.description.contains("only locks of version 1 are known") == true)
    }

    @Test(arguments: [
        (Annotation.layerInputs, "sha256:0", "a layer of other inputs"),
        (Annotation.layerKind, "files", "a layer of another kind"),
        ("dev.imagesmith.model.opset", "17", "a fact that the lock does not have"),
        ("org.cncf.model.filepath", "x", "a fact that the lock does not have"),
    ])
    func `annotations that the lock does not bear out are told`(_ key: String, _ value: String, _ what: String)
        async throws
    {
        var image = LockedImage()
        image["model"].annotations[key] = value
        let found = try await report(image).findings
        #expect(found.map(\.code) == [.lockLayers])
        #expect(found[0].actual?.description == "\(key)=\(value)")
    }

    @Test func `layers that are renamed, missing, added or in another order are told`() async throws {
        var image = LockedImage()
        image["model"].annotations[Annotation.layerName] = "weights"
        #expect(try await report(image).findings.map(\.code) == [.lockLayers])
        image = LockedImage()
        image.layers.removeLast()
        #expect(try await report(image).findings.map(\.code) == [.lockLayers])
        image = LockedImage()
        image.layers.append(.init(name: "more", kind: "files", entries: [.file("x")], content: .null))
        #expect(try await report(image).findings.map(\.code) == [.lockLayers])
        image = LockedImage()
        image.layers.swapAt(2, 3)
        #expect(try await report(image).findings.map(\.code) == [.lockLayers])
    }

    @Test func `after a swap the layers that stayed are compared, and the others named`() async throws {
        try await withTemporaryDirectory { directory in
            let (layout, before) = try LockedImage().write(to: directory)
            var swapped = LockedImage()
            swapped["model"].entries = [.file("opt/model/weights.bin", "newer"), .file("opt/model/more")]
            swapped["files"].edit("srv/data") { $0.content = "evil" }
            swapped.hasLock = false
            swapped.hasRecipe = false
            swapped.editManifest = { manifest in
                manifest.annotations = [Annotation.previous: before.digest.description]
            }
            let (_, after) = try swapped.write(to: directory)
            let report = try await LockedImage.check(layout).report(on: after)
            #expect(report.image == before.digest)
            #expect(report.covered.map(\.description) == ["base", "wheels", "runtime", "libraries"])
            #expect(
                report.uncovered.map { "\($0.layer): \($0.reason)" } == [
                    "model: it was swapped", "files: it was swapped",
                ])
            #expect(findings(report) == [])
        }
    }

    /// A base with a program of Debian's that runs as its owner.
    private static let foundation: [[LockedImage.Entry]] = [
        [.file("usr/bin/su", "su", mode: "0004755"), .file("etc/base", "base")], [.file("etc/more", "more")],
    ]

    @Test func `upon a base the layers of the recipe are compared, and those of the base are the ones that it names`()
        async throws
    {
        var image = LockedImage()
        image.below = Self.foundation
        let clean = try await report(image)
        #expect(findings(clean) == [])
        #expect(clean.covered.map(\.description) == ["base", "wheels", "model", "runtime", "files", "libraries"])
        #expect(
            clean.uncovered.map { "\($0.layer): \($0.reason)" } == [
                "layers[0]: it is a layer of the base", "layers[1]: it is a layer of the base",
            ])
        image["model"].edit("opt/model/weights.bin") { $0.content = "poison" }
        #expect(try await report(image).findings.map(\.code) == [.fileContent])
    }

    @Test func `a layer that is not the base's is told, and that nobody can know without the base's manifest`()
        async throws
    {
        var image = LockedImage()
        image.below = Self.foundation
        image.stranger = [.file("etc/base", "evil")]
        #expect(try await report(image).findings.map(\.code) == [.lockLayers])
        image.hasBase = false
        let blind = try await report(image)
        #expect(findings(blind) == [])
        #expect(
            Set(blind.uncovered.map(\.reason)) == [
                "it lies below the locked ones, and the base's manifest is not here to tell whose it is"
            ])
    }

    @Test func `what a base's files may do wants the recipe's allowance, too`() async throws {
        var image = LockedImage()
        image.below = Self.foundation
        image.below[1] = [.file("opt/tool", "tool", mode: "0004755")]
        #expect(findings(try await report(image)) == ["privilege-outside layers[1] opt/tool: - → set-user-id"])
        image.editLock = { $0["privileges"] = ["/opt/tool": ["set-user-id"]] }
        #expect(findings(try await report(image)) == [])
    }

    @Test func `the documentation lists what composing makes, as the table has it`() throws {
        let root = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
            .removingLastComponent()
        let text = String(decoding: try root.appending("docs/conformance.md").bytes(), as: UTF8.self)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        #expect(rows == GeneratedPath.table.map { "| `\($0.pattern)` | \($0.allowance.words) | \($0.reason) |" })
    }
}
