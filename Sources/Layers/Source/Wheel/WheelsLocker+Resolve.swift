import HTTP
import OCI
import SystemPackage

extension WheelsLocker {
    /// Runs `uv pip compile`; nil where there is no uv.
    ///
    /// Source: uv's documentation, "Locking environments"; its answer is a `pylock.toml` with the wheels of the platform.
    func resolveWithUV(_ request: WheelsRequest) async throws -> [ResolvedPackage]? {
        try scratch.createDirectories()
        let requirements = try write(request.requirements, to: "requirements.txt")
        var arguments = [
            "pip", "compile", requirements.string, "--quiet", "--no-config", "--color", "never", "--no-header",
            "--no-annotate", "--format", "pylock.toml", "--only-binary", ":all:", "--no-python-downloads",
            "--python-version", request.python.version, "--python-platform",
            "\(request.python.architecture.rawValue)-manylinux_2_\(request.python.glibc)",
        ]
        if !request.overrides.isEmpty {
            arguments += ["--overrides", try write(request.overrides, to: "overrides.txt").string]
        }
        if !request.excludes.isEmpty {
            arguments += ["--excludes", try write(request.excludes.map(\.text), to: "excludes.txt").string]
        }
        if !request.withDependencies { arguments.append("--no-deps") }
        if let newest = request.newest { arguments += ["--exclude-newer", newest] }
        let (roots, directories) = try places(of: request)
        // uv asks what '--index' names before the default, so the first wanted has to come so.
        for (position, root) in roots.enumerated() {
            arguments += [position == roots.count - 1 ? "--default-index" : "--index", root.description]
        }
        if roots.isEmpty { arguments.append("--no-index") }
        for directory in directories { arguments += ["--find-links", directory.string] }
        let kept = ["CACHE_DIR", "HTTP_TIMEOUT", "NATIVE_TLS", "SYSTEM_CERTS", "CONCURRENT_DOWNLOADS", "OFFLINE"]
        let uv = PythonTool(
            name: "uv", environment: PythonTool.cleaned(environment, of: "UV_", keeping: kept))
        return try await uv.run(arguments).map { try ResolvedPackage.read(pylock: $0, of: "uv") }
    }

    /// Runs `pip install --dry-run`; nil where there is no Python with pip.
    ///
    /// Source: pip's documentation, "pip install", "--report" and "--platform".
    func resolveWithPip(_ request: WheelsRequest) async throws -> [ResolvedPackage]? {
        if !request.overrides.isEmpty { throw WheelError.uvNeeded(for: "overrides") }
        if !request.excludes.isEmpty { throw WheelError.uvNeeded(for: "excludes") }
        if request.newest != nil { throw WheelError.uvNeeded(for: "a newest date") }
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
        try path.replace(with: Array(lines.map { $0 + "\n" }.joined().utf8))
        return path
    }
}
