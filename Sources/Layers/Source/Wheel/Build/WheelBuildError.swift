public import OCI

/// Why a wheel could not be built from an sdist.
public enum WheelBuildError: Error, Equatable, Sendable {
    /// A text is no sdist's file name of a project.
    case fileName(String, ProjectName)
    /// An sdist's size is none.
    case size(SourceFileName, Int64)
    /// A tool would itself have to be built.
    case tool(WheelFileName)
    /// No index offers an sdist of a version that is asked for.
    case noSource(ProjectName, [PythonIndexName])
    /// An index does not tell what locking needs.
    case untold(SourceFileName, what: String)
    /// The build ended without a wheel.
    case failed(SourceFileName, reason: String, log: String)
    /// The wheel that came out is of another project or version, or no wheel.
    case otherWheel(SourceFileName, built: String)
    /// The wheel that came out is bound to a Python or a machine.
    case notPure(SourceFileName, WheelFileName)
    /// The wheel that came out is not the locked one.
    case differs(WheelFileName, expected: Digest, actual: Digest, lockedPython: String, python: String)
}

extension WheelBuildError: CustomStringConvertible {
    /// One sentence: what was being done, to what, what happened, and the next step where there is one.
    public var description: String {
        switch self {
        case .fileName(let text, let project): "'\(text)' is no sdist's file name of \(project)"
        case .size(let file, let size): "the sdist \(file) cannot have \(size) bytes; up to 1 GiB is read"
        case .tool(let file): "\(file) is wanted to build with, but would have to be built itself"
        case .noSource(let project, let indexes):
            "\(project) is to be built, but \(indexes.map(\.text).joined(separator: ", ")) offers neither wheel nor sdist "
                + "of a version that is asked for"
        case .untold(let file, let what): "cannot lock the sdist \(file): its index does not tell its \(what)"
        case .failed(let file, let reason, let log): "cannot build a wheel of \(file): \(reason): \(log)"
        case .otherWheel(let file, let built): "the sdist \(file) builds '\(built)', which is no wheel of that version"
        case .notPure(let file, let wheel):
            "the sdist \(file) builds \(wheel), which is not pure Python; build it elsewhere and offer the wheel in an index"
        case .differs(let file, let expected, let actual, let lockedPython, let python):
            "built again, \(file) has the digest \(actual), the lock says \(expected); it was locked under Python "
                + "\(lockedPython), this machine has \(python): run 'imagesmith lock --update' for its layer, or put the locked "
                + "wheel into a directory that pip's find-links names"
        }
    }
}
