public import Archive
public import OCI

/// Why wheels could not be locked, fetched or laid out. Faults of transfers and files come as `HTTPError` and
/// `FileError`, those of building as `WheelBuildError` and `BytecodeError`.
public enum WheelError: Error, Equatable, Sendable {
    /// A text is no project name.
    case projectName(String)
    /// A text is no requirement, or one that names a file, a URL or an option.
    case requirement(String)
    /// A text is no version.
    case version(String)
    /// A text is no list of version specifiers.
    case specifier(String)
    /// A text is no wheel's file name.
    case fileName(String, FileNameFault)
    /// A version and platform are no target.
    case target(String)
    /// A path cannot stand in an installation scheme.
    case scheme(String)
    /// A text is no index name.
    case indexName(String)
    /// A text is no day and no moment in UTC.
    case date(String)
    /// A request has no requirements, or more than a thousand.
    case noRequirements
    /// A request names no index.
    case noIndex
    /// An index has no place on this machine.
    case unknownIndex(PythonIndexName)

    /// Two indexes of a request have one name.
    case indexTwice(PythonIndexName)
    /// Two indexes of a request claim one package.
    case packageTwice(ProjectName)
    /// A package of an extra index is to be overridden, which would let it come from another.
    case extraOverride(ProjectName)
    /// A text is no pattern of paths.
    case pattern(String)
    /// A link's target is not relative, or leads nowhere.
    case linkTarget(TarPath, String)
    /// Two links are at one place.
    case linkTwice(TarPath)

    /// A wheel's size is none.
    case wheelSize(WheelFileName, Int64)
    /// A lock has more wheels than are read.
    case tooManyWheels(Int, limit: Int)
    /// Two wheels are of one project.
    case duplicateProject(ProjectName)
    /// A wheel does not run on the target.
    case incompatible(WheelFileName, PythonTarget)
    /// A project is to be declared only, but is installed, or declared twice.
    case standInInstalled(ProjectName)
    /// A project is to be declared only, but is asked for by name.
    case standInRequested(ProjectName)
    /// What is to stand for a project is not there.
    case providerMissing(ProjectName, of: ProjectName)
    /// A project that was asked for has no wheel.
    case requestedMissing(ProjectName)

    /// None of these programs could be started.
    case toolMissing([String])
    /// A program failed: its name, how it ended, the end of what it said.
    case toolFailed(String, status: String, message: String)
    /// A program's answer makes no sense.
    case toolAnswer(String, reason: String)
    /// Something that only uv can do was asked for, and uv is missing.
    case uvNeeded(for: String)
    /// An override asks for another version than the layer below holds.
    case otherBelow(WheelBelow, wanted: String)
    /// pip ran under another Python than the target, for which it would misjudge environment markers.
    case pipPython(running: String, target: PythonTarget)
    /// A project's chosen version has no wheel for the target.
    case noWheel(ProjectName, version: String, PythonTarget)
    /// A project has no wheel for the target, but an sdist.
    case onlySource(ProjectName, SourceFileName, PythonTarget)
    /// No index of the request offers a file.
    case notOffered(WheelFileName, [PythonIndexName])
    /// A setting of pip cannot be used.
    case pipSetting(String, reason: String)
    /// A page of an index makes no sense.
    case page(String, reason: String)

    /// A locked wheel was not handed over.
    case contentMissing(WheelFileName, Digest)
    /// A wheel breaks a rule.
    case wheel(String, WheelFault)
    /// A wheel is no sound zip file.
    case archive(String, ZipError)
    /// Two distributions install different files at one path.
    case collision(TarPath, first: String, second: String)
    /// One distribution installs a file where another needs a directory.
    case fileAndDirectory(TarPath, first: String, second: String)

    /// A pattern of the layout matches no file.
    case patternUnmatched(String)
    /// A link is where a file is.
    case linkTaken(TarPath, owner: String)
    /// A link leads to something that is not in the layer.
    case linkDangles(TarPath, destination: TarPath)

    /// The wheel that was refused for what it is; nil for other errors.
    var refusedWheel: String? {
        switch self {
        case .wheel(let name, _), .archive(let name, _): name
        default: nil
        }
    }

    /// What is wrong with a file name.
    public enum FileNameFault: Equatable, Sendable {
        case notWheel, characters, project, version, build, tags
        case parts(Int)
    }
}

extension WheelError: CustomStringConvertible {
    /// One sentence: what was being done, to what, what happened, and the next step where there is one.
    public var description: String {
        switch self {
        case .projectName(let text): "'\(text)' is no Python project name"
        case .requirement(let text):
            "'\(text)' is no requirement: a name with extras, versions and a marker is wanted; name no file, URL or option"
        case .version(let text): "'\(text)' is no version of a Python package (PEP 440)"
        case .specifier(let text): "'\(text)' is no list of version specifiers (PEP 440)"
        case .fileName(let text, let fault): "'\(text)' is no wheel's file name: \(fault)"
        case .target(let text):
            "'\(text)' is no target: a version as 3.11 and a platform as manylinux_2_36_x86_64 are wanted"
        case .scheme(let path): "'\(path)' cannot stand in an installation scheme: an absolute, plain path is wanted"
        case .indexName(let text): "'\(text)' is no index name: lowercase letters, digits and hyphens are wanted"
        case .date(let text): "'\(text)' is no date: 2024-03-01 or 2024-03-01T00:00:00Z is wanted"
        case .noRequirements: "a layer of wheels needs between one and a thousand requirements"
        case .noIndex: "a layer of wheels needs an index to take them from"
        case .unknownIndex(let name):
            "the Python index '\(name)' has no place on this machine; configure pip, or give --mirror \(name)=URL"
        case .indexTwice(let name): "the Python index '\(name)' is named twice"
        case .packageTwice(let project): "two indexes are named for \(project); a package comes from one alone"
        case .extraOverride(let project):
            "\(project) comes from an index of its own, so no override can name it; pin it in the requirements"
        case .pattern(let text): "'\(text)' is no pattern of paths: relative, as nvidia/*/lib/** is"
        case .linkTarget(let path, let target):
            "the link /\(path) cannot lead to '\(target)': a relative path within the image is wanted"
        case .linkTwice(let path): "two links are to be at /\(path)"
        case .wheelSize(let file, let size): "the wheel \(file) cannot have \(size) bytes"
        case .tooManyWheels(let count, let limit): "\(count) wheels are more than the \(limit) that a lock may have"
        case .duplicateProject(let project): "the project \(project) has two wheels; a lock names each project once"
        case .incompatible(let file, let target): "the wheel \(file) is not made for \(target)"
        case .standInInstalled(let project):
            "another project is to stand for \(project), which is installed itself; take it out of 'provided-by'"
        case .standInRequested(let project):
            "\(project) is required by name, and 'provided-by' says that another project stands for it; take one of the two out"
        case .providerMissing(let provider, let project):
            "\(provider) is to stand for \(project), but neither this layer nor one below holds it; add it to the requirements"
        case .requestedMissing(let project): "the project \(project) is asked for, but no wheel of it is locked"
        case .toolMissing(let names): "cannot start \(names.joined(separator: " or ")): install one of them"
        case .toolFailed(let tool, let status, let message): "\(tool) failed (\(status)): \(message)"
        case .toolAnswer(let tool, let reason): "the answer of \(tool) makes no sense: \(reason)"
        case .otherBelow(let held, let wanted):
            "the layer needs \(held.project.text) \(wanted), but a layer below holds \(held.version); "
                + "ask for one version in both, or take it out of the lower one"
        case .uvNeeded(let wish):
            "cannot lock wheels with \(wish): only uv can, and it is missing; run 'pip install uv'"
        case .pipPython(let running, let target):
            "pip runs under Python \(running), which would misjudge markers for \(target); install uv, which does not"
        case .noWheel(let project, let version, let target):
            "\(project) \(version) has no wheel for \(target); ask for another version, or build a wheel and offer it"
        case .onlySource(let project, let file, let target):
            "\(project) has no wheel for \(target), only the sdist \(file); add it to the layer's 'build', ask for another version, "
                + "or offer a wheel in an index"
        case .notOffered(let file, let indexes):
            "no index offers \(file): asked \(indexes.map(\.text).joined(separator: ", "))"
        case .pipSetting(let key, let reason): "cannot use pip's setting '\(key)': \(reason)"
        case .page(let url, let reason): "the index page \(url) makes no sense: \(reason)"
        case .contentMissing(let file, let digest): "cannot lay out \(file): its content \(digest) was not fetched"
        case .wheel(let name, let fault): "refused the wheel \(name): \(fault)"
        case .archive(let name, let error): "refused the wheel \(name): \(error.reason)"
        case .patternUnmatched(let pattern): "the pattern '\(pattern)' matches no file of the layer's wheels"
        case .linkTaken(let path, let owner): "a link is to be at /\(path), where \(owner) installs a file"
        case .linkDangles(let path, let destination):
            "the link /\(path) leads to /\(destination), which is not in the layer"
        case .collision(let path, let first, let second):
            "\(first) and \(second) both install /\(path), with different contents; exclude one of them"
        case .fileAndDirectory(let path, let first, let second):
            "\(first) installs the file /\(path), below which \(second) installs files; exclude one of them"
        }
    }
}

extension WheelError.FileNameFault: CustomStringConvertible {
    /// The fault as the end of a sentence.
    public var description: String {
        switch self {
        case .notWheel: "it does not end in '.whl', or is too long"
        case .characters: "it holds characters that no wheel's name has"
        case .project: "its first part is no project name"
        case .version: "its second part is no version"
        case .build: "its build tag does not begin with a digit"
        case .tags: "a tag is empty, or there are too many"
        case .parts(let count): "it has \(count) parts, not five or six"
        }
    }
}
