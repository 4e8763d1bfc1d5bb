import Archive
public import OCI

extension DebianLock {
    /// The lock as it is written. Members that came later are left out where they say what went without saying before, so
    /// that the digests of older locks stay.
    public var json: JSON {
        .members([
            "architecture": .string(architecture.text),
            "recommends": .bool(recommends),
            "requested": .array(requested.map { .string($0.text) }),
            "suites": .array(suites.map(\.json)),
            "packages": .array(packages.map(\.json)),
            "below": below.isEmpty ? nil : .array(below.map { .string($0.description) }),
            "snapshots": snapshots.isEmpty ? nil : .strings(snapshots),
            "configure": configure == .scripts ? nil : .string(configure.rawValue),
            "exclude": exclude.isEmpty ? nil : .array(exclude.map { .string($0.text) }),
            "keep": keep.isEmpty ? nil : .array(keep.map { .string($0.text) }),
        ])
    }

    /// Reads a lock strictly: no unknown key, names sorted and none twice, every path below its archive.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: [
            "architecture", "recommends", "requested", "suites", "packages", "below", "snapshots", "configure",
            "exclude",
            "keep",
        ])
        architecture = try object.required("architecture").parsed { (text) throws(DebianNameError) in
            try DebianArchitecture(text)
        }
        recommends = try object.required("recommends").bool()
        requested = try object.required("requested").packageNames()
        suites = try object.required("suites").map { (field) throws(JSONError) in try Suite(field) }
        let list = try object.required("packages")
        packages = try list.map { (field) throws(JSONError) in try Package(field) }
        guard zip(packages, packages.dropFirst()).allSatisfy({ $0.name < $1.name }) else {
            throw list.invalid("the packages are not sorted by name, or one stands twice")
        }
        below = try object.optional("below")?.map { (field) throws(JSONError) in try field.digest() } ?? []
        snapshots = try object.optional("snapshots")?.archiveNames() ?? [:]
        configure = try object.optional("configure")?.configure() ?? .scripts
        paths = DebianPathRules(
            exclude: try object.optional("exclude")?.pathPatterns() ?? [],
            keep: try object.optional("keep")?.pathPatterns() ?? [])
    }
}

extension DebianLock.Suite {
    fileprivate var json: JSON {
        .members([
            "archive": .string(archive), "name": .string(name.text), "release": .string(release.description),
            "date": .string(date.description), "validUntil": validUntil.map { .string($0.description) },
            "signers": .array(signers.map { .string($0) }),
            "indexes": .array(
                indexes.map {
                    ["path": .string($0.path), "size": .integer($0.size), "digest": .string($0.digest.description)]
                }),
        ])
    }

    fileprivate init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["archive", "name", "release", "date", "validUntil", "signers", "indexes"])
        archive = try object.required("archive").string()
        name = try object.required("name").parsed { (text) throws(DebianNameError) in try DebianSuite(text) }
        release = try object.required("release").digest()
        date = try object.required("date").moment()
        validUntil = try object.optional("validUntil")?.moment()
        let signers = try object.required("signers")
        self.signers = try signers.strings()
        guard !self.signers.isEmpty, self.signers.allSatisfy(SignedText.isFingerprint) else {
            throw signers.invalid("fingerprints of keys are wanted, at least one")
        }
        indexes = try object.required("indexes").map { (field) throws(JSONError) in
            let object = try field.object()
            try object.refuseOthers(than: ["path", "size", "digest"])
            return DebianLock.Index(
                path: try object.required("path").relativePath(), size: try object.required("size").size(),
                digest: try object.required("digest").digest())
        }
    }
}

extension DebianLock.Package {
    fileprivate var json: JSON {
        .members([
            "name": .string(name.text), "version": .string(version.text), "architecture": .string(architecture.text),
            "archive": .string(archive), "path": .string(path), "size": .integer(size),
            "digest": .string(digest.description), "reason": .string(reason.description),
            "skippedScripts": skippedScripts.isEmpty ? nil : .array(skippedScripts.map { .string($0) }),
        ])
    }

    fileprivate init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(
            than: [
                "name", "version", "architecture", "archive", "path", "size", "digest", "reason", "skippedScripts",
            ])
        name = try object.required("name").parsed { (text) throws(DebianNameError) in try DebianPackageName(text) }
        version = try object.required("version").parsed { (text) throws(DebianNameError) in try DebianVersion(text) }
        architecture = try object.required("architecture").parsed { (text) throws(DebianNameError) in
            try DebianArchitecture(text)
        }
        archive = try object.required("archive").string()
        path = try object.required("path").relativePath()
        size = try object.required("size").size()
        digest = try object.required("digest").digest()
        reason = try object.required("reason").parsed { (text) throws(DebianNameError) in try DebianReason(text) }
        skippedScripts = try object.optional("skippedScripts")?.scripts() ?? []
    }
}

extension JSONField {
    fileprivate func parsed<Value>(
        _ parse: (String) throws(DebianNameError) -> Value
    ) throws(JSONError) -> Value {
        let text = try string()
        do { return try parse(text) } catch { throw invalid(error.description) }
    }

    fileprivate func map<Value>(_ parse: (JSONField) throws(JSONError) -> Value) throws(JSONError) -> [Value] {
        var values: [Value] = []
        for element in try elements() { values.append(try parse(element)) }
        return values
    }

    fileprivate func moment() throws(JSONError) -> Moment {
        guard let moment = Moment(try string()) else { throw invalid("it is no date in UTC") }
        return moment
    }

    fileprivate func archiveNames() throws(JSONError) -> [String: String] {
        let names = try stringMap()
        for name in Array(names.keys) + names.values {
            do { try DebianArchive.checkName(name) } catch { throw invalid(error.description) }
        }
        return names
    }

    fileprivate func packageNames() throws(JSONError) -> [DebianPackageName] {
        let names = try map { (field) throws(JSONError) in
            try field.parsed { (text) throws(DebianNameError) in try DebianPackageName(text) }
        }
        guard zip(names, names.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw invalid("the names are not sorted, or one stands twice")
        }
        return names
    }

    fileprivate func configure() throws(JSONError) -> DebianConfigure {
        let text = try string()
        guard let configure = DebianConfigure(rawValue: text) else {
            throw invalid("'\(text)' is no way to configure packages")
        }
        return configure
    }

    fileprivate func pathPatterns() throws(JSONError) -> [DebianPathPattern] {
        let patterns = try map { (field) throws(JSONError) in
            try field.parsed { (text) throws(DebianNameError) in try DebianPathPattern(text) }
        }
        guard zip(patterns, patterns.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw invalid("the patterns are not sorted, or one stands twice")
        }
        return patterns
    }

    fileprivate func scripts() throws(JSONError) -> [String] {
        let names = try strings()
        guard names == DebPackage.scriptNames.filter(names.contains) else {
            throw invalid("names of maintainer scripts are wanted, sorted, none twice")
        }
        return names
    }

    fileprivate func relativePath() throws(JSONError) -> String {
        let text = try string()
        do { _ = try TarPath(text) } catch { throw invalid("it is no path below an archive") }
        return text
    }

    fileprivate func size() throws(JSONError) -> Int64 {
        let size = try integer()
        guard size >= 0 else { throw invalid("it is no size") }
        return size
    }
}
