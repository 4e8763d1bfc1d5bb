public import Archive
public import OCI

/// The rule that a wheel breaks.
///
/// Source: "Binary distribution format", "Recording installed projects", "Entry points specification", "Core metadata".
public enum WheelFault: Error, Equatable, Sendable {
    /// It has this many `.dist-info` directories, not one.
    case distInfo(count: Int)
    /// Its `.dist-info` directory is named after another project or version.
    case distInfoName(String)
    /// A file that every wheel has is missing.
    case missing(String)
    /// A file is larger than is read.
    case tooLarge(String, limit: Int)
    /// A file is not valid UTF-8, or holds a NUL.
    case encoding(String)
    /// A field of a file is missing or stands there twice.
    case field(String, file: String)
    /// A field of a file has a value that is not allowed.
    case value(String, field: String, file: String)
    /// The format is newer than is known.
    case wheelVersion(String)
    /// The metadata name another project or version than the file's name.
    case otherProject(String, version: String)
    /// The package does not run on the target's Python.
    case requiresPython(String, PythonTarget)

    /// A line of RECORD is malformed.
    case recordLine(Int)
    /// A path of RECORD is not allowed.
    case recordPath(String)
    /// A path stands in RECORD twice.
    case recordTwice(TarPath)
    /// A file's hash is missing from RECORD, malformed, or by another algorithm than SHA-256.
    case recordHash(TarPath, String)
    /// A file's size in RECORD is malformed, or another than the archive's.
    case recordSize(TarPath, recorded: String, actual: Int64)
    /// A file of the archive does not stand in RECORD.
    case unrecorded(TarPath)
    /// A file of RECORD is not in the archive.
    case recordedMissing(TarPath)
    /// A file's content is not the one that RECORD names.
    case digest(TarPath, recorded: Digest, actual: Digest)

    /// A path below `.data` belongs to no known scheme key.
    case dataPath(TarPath)
    /// Two files of the wheel go to one place.
    case sameTarget(TarPath)
    /// A path gets too long where it is installed.
    case path(TarPath)
    /// A line of `entry_points.txt` cannot be read.
    case entryPointLine(Int)
    /// An entry point names no object, or has a name that no file can have.
    case entryPoint(String)
    /// Its content is beyond all measure of the file.
    case bomb(content: Int64, limit: Int64)
    /// A member that was asked for is not in the wheel.
    case noMember(String)
}

extension WheelFault: CustomStringConvertible {
    /// The fault as the end of a sentence.
    public var description: String {
        switch self {
        case .distInfo(let count): "it has \(count) .dist-info directories, not one"
        case .distInfoName(let name): "its directory \(name) is named after another project or version"
        case .missing(let file): "it has no \(file)"
        case .tooLarge(let file, let limit): "its \(file) is larger than the \(limit) bytes that are read"
        case .encoding(let file): "its \(file) is not plain UTF-8 text"
        case .field(let field, let file): "its \(file) has no \(field), or more than one"
        case .value(let value, let field, let file): "its \(file) has the \(field) '\(value)', which is not allowed"
        case .wheelVersion(let version): "it is of wheel format \(version); version 1 is known"
        case .otherProject(let project, let version): "its metadata are those of \(project) \(version)"
        case .requiresPython(let specifiers, let target): "it requires Python \(specifiers), not \(target)"
        case .recordLine(let line): "line \(line) of its RECORD is malformed"
        case .recordPath(let path): "its RECORD names the path '\(path)', which is not allowed"
        case .recordTwice(let path): "its RECORD names \(path) twice"
        case .recordHash(let path, let text): "its RECORD has the hash '\(text)' for \(path); sha256=... is wanted"
        case .recordSize(let path, let recorded, let actual):
            "its RECORD gives \(path) the size '\(recorded)', but it has \(actual) bytes"
        case .unrecorded(let path): "\(path) does not stand in its RECORD"
        case .recordedMissing(let path): "its RECORD names \(path), which it does not have"
        case .digest(let path, let recorded, let actual):
            "its RECORD gives \(path) the content \(recorded), but it has \(actual)"
        case .dataPath(let path): "\(path) belongs to no part of an installation"
        case .sameTarget(let path): "two of its files go to /\(path)"
        case .path(let path): "\(path) gets too long where it is installed"
        case .entryPointLine(let line): "line \(line) of its entry_points.txt cannot be read"
        case .entryPoint(let text): "its entry point '\(text)' cannot become a script"
        case .bomb(let content, let limit):
            "its \(content) bytes of content are more than the \(limit) that a file of its size may have"
        case .noMember(let name): "it has no file \(name)"
        }
    }
}
