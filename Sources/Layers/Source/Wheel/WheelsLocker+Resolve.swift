import HTTP
import OCI
import SystemPackage

extension WheelsLocker {
    /// Runs `uv pip compile`; nil where there is no uv.
    ///
    /// Source: uv's documentation, "Locking environments"; its answer is a `pylock.toml` with the wheels of the platform.
    /// - Parameter built: Wheels of the cache that no index offers.
    func resolveWithUV(_ request: WheelsRequest, built: [LockedWheel] = []) async throws -> [ResolvedPackage]? {
        var arguments = try await uvArguments(for: request, built: built)
        if request.extraIndexes.isEmpty {
            let requirements = try write(request.requirements, to: "requirements.txt")
            arguments += ["--no-annotate", "--format", "pylock.toml", requirements.string]
            return try await uv(arguments).map { try ResolvedPackage.read(pylock: $0, of: "uv") }
        }
        // uv binds a package to an index only where the project itself requires it. So all packages of the extra indexes are
        // required, and those that nothing else leads to are dropped until none is left.
        var pins = Set(request.extraIndexes.flatMap(\.packages)).subtracting(request.requested)
        while true {
            let project = try write(
                [UVProject(request, pins: pins.sorted(), indexes: indexes).text()], to: "project/pyproject.toml")
            let listing = ["--annotation-style", "line", project.string]
            guard let tree = try await uv(arguments + listing) else { return nil }
            let needed = pins.intersection(UVProject.reachable(in: tree, from: request.requested))
            if needed == pins {
                let lock = ["--no-annotate", "--format", "pylock.toml", project.string]
                return try await uv(arguments + lock).map { try ResolvedPackage.read(pylock: $0, of: "uv") }
            }
            pins = needed
        }
    }

    private func uvArguments(for request: WheelsRequest, built: [LockedWheel]) async throws -> [String] {
        try scratch.createDirectories()
        var arguments = [
            "pip", "compile", "--quiet", "--no-config", "--color", "never", "--no-header", "--only-binary", ":all:",
            "--no-python-downloads", "--python-version", request.python.version, "--python-platform",
            "\(request.python.architecture.rawValue)-manylinux_2_\(request.python.glibc)",
        ]
        if !request.overrides.isEmpty {
            arguments += ["--overrides", try write(request.overrides, to: "overrides.txt").string]
        }
        if !request.below.isEmpty {
            let constraints = request.below.map { WheelBelow($0).description }
            arguments += ["--constraints", try write(constraints, to: "constraints.txt").string]
        }
        if !request.excludes.isEmpty {
            arguments += ["--excludes", try write(request.excludes.map(\.text), to: "excludes.txt").string]
        }
        if !request.withDependencies { arguments.append("--no-deps") }
        if let newest = request.newest {
            arguments += ["--exclude-newer", newest]
            for package in try await timelessPackages(of: request) {
                arguments += ["--exclude-newer-package", "\(package)=false"]
            }
        }
        let (roots, directories) = try places(of: request)
        // uv asks what '--index' names before the default, so the first wanted has to come so.
        for (position, root) in roots.enumerated() {
            arguments += [position == roots.count - 1 ? "--default-index" : "--index", root.description]
        }
        if roots.isEmpty { arguments.append("--no-index") }
        for directory in directories { arguments += ["--find-links", directory.string] }
        // What was built for a layer below is on no index either.
        let builtBelow = request.below.filter { $0.build != nil }
        _ = try await fetcher.fetch(builtBelow.map(\.input))
        if !(built + builtBelow).isEmpty { arguments += ["--find-links", try lay(built + builtBelow).string] }
        return arguments
    }

    private func uv(_ arguments: [String]) async throws -> [UInt8]? {
        let kept = ["CACHE_DIR", "HTTP_TIMEOUT", "NATIVE_TLS", "SYSTEM_CERTS", "CONCURRENT_DOWNLOADS", "OFFLINE"]
        var environment = PythonTool.cleaned(environment, of: "UV_", keeping: kept)
        // A day of '--exclude-newer' is one of the time zone.
        environment["TZ"] = "UTC"
        return try await PythonTool(name: "uv", environment: environment).run(arguments)
    }

    /// The packages of extra indexes that tell no times: a day cannot be asked of them.
    private func timelessPackages(of request: WheelsRequest) async throws -> [ProjectName] {
        try await runBlocking {
            var found: [ProjectName] = []
            for index in request.extraIndexes {
                for case .simple(let root) in try indexes.places(of: index.name).prefix(1) {
                    found += try index.packages.filter { try !client.page(of: $0, in: root).tellsTimes }
                }
            }
            return found
        }
    }

    /// Lays built wheels into a directory under their own names.
    private func lay(_ built: [LockedWheel]) throws -> FilePath {
        let directory = scratch.appending("built")
        try directory.createDirectories()
        for wheel in built {
            let bytes = try fetcher.cache.path(of: wheel.digest).read(limit: Int(wheel.size))
            try directory.appending(wheel.file.text).replace(with: bytes)
        }
        return directory
    }

    /// Runs `pip install --dry-run`; nil where there is no Python with pip.
    ///
    /// Source: pip's documentation, "pip install", "--report" and "--platform".
    func resolveWithPip(_ request: WheelsRequest) async throws -> [ResolvedPackage]? {
        if !request.overrides.isEmpty { throw WheelError.uvNeeded(for: "overrides") }
        if !request.provided.isEmpty { throw WheelError.uvNeeded(for: "projects that others stand for") }
        if !request.excludes.isEmpty { throw WheelError.uvNeeded(for: "excludes") }
        if !request.below.isEmpty { throw WheelError.uvNeeded(for: "layers of wheels on top of others") }
        if request.newest != nil { throw WheelError.uvNeeded(for: "a newest date") }
        if !request.extraIndexes.isEmpty { throw WheelError.uvNeeded(for: "further indexes") }
        if !request.sourceBuilds.isEmpty { throw WheelError.uvNeeded(for: "wheels built from sdists") }
        var arguments = [
            "-m", "pip", "--disable-pip-version-check", "--no-color", "--quiet", "install", "--dry-run",
            "--ignore-installed", "--report", "-", "--only-binary", ":all:", "--target",
            scratch.appending("target").string, "--implementation", "cp", "--python-version", request.python.version,
            "--abi", "cp3\(request.python.minor)", "--abi", "abi3", "--abi", "none",
        ]
        if !request.withDependencies { arguments.append("--no-deps") }
        for platform in request.python.platforms { arguments += ["--platform", platform] }
        let (roots, directories) = try places(of: request)
        for (position, root) in roots.enumerated() {
            arguments += [position == 0 ? "--index-url" : "--extra-index-url", root.description]
        }
        if roots.isEmpty { arguments.append("--no-index") }
        for directory in directories { arguments += ["--find-links", directory.string] }
        let kept = [
            "CERT", "CLIENT_CERT", "PROXY", "DEFAULT_TIMEOUT", "TIMEOUT", "RETRIES", "CACHE_DIR", "TRUSTED_HOST",
        ]
        var environment = PythonTool.cleaned(environment, of: "PIP_", keeping: kept)
        // pip reads no file then; what it needs of them was asked by `PipConfiguration` and is in the options.
        environment["PIP_CONFIG_FILE"] = "/dev/null"
        let python = PythonTool(name: "python3", environment: environment)
        return try await python.run(arguments + ["--"] + request.requirements)
            .map { try ResolvedPackage.read(report: $0, target: request.python) }
    }

    /// The roots of all repositories and all directories, in order.
    private func places(of request: WheelsRequest) throws -> ([HTTPURL], [FilePath]) {
        var roots: [HTTPURL] = []
        var directories: [FilePath] = []
        for name in request.indexes {
            for place in try indexes.places(of: name) {
                switch place {
                case .simple(let root): if !roots.contains(root) { roots.append(root) }
                case .directory(let directory): directories.append(directory)
                }
            }
        }
        return (roots, directories)
    }

    private func write(_ lines: [String], to name: String) throws(FileError) -> FilePath {
        let path = scratch.appending(name)
        try path.removingLastComponent().createDirectories()
        try path.replace(with: Array(lines.map { $0 + "\n" }.joined().utf8))
        return path
    }
}
