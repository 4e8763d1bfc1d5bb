public import Archive
public import OCI
public import SystemPackage

/// What stops the composing of a layer.
public enum ComposeError: Error, Equatable, Sendable, CustomStringConvertible {
    case duplicatePath(TarPath)
    case notADirectory(TarPath, below: TarPath)
    case content(TarPath, expected: Digest, actual: Digest)
    case localChanged(FilePath, expected: Digest, actual: Digest)
    case missingInput(String, Digest)
    case changedPack(FilePath)
    case compressor(layer: String, locked: String, here: String)
    case unsupportedFile(FilePath)
    case linkInModel(FilePath)
    case tar(TarError)
    case noDirectory(LibraryDirectory)
    case loaderConfiguration(TarPath)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .duplicatePath(let path): "two sources put something at /\(path)"
        case .notADirectory(let path, let below): "/\(path) is not a directory, but /\(below) lies below it"
        case .content(let path, let expected, let actual):
            "the bytes for /\(path) have the digest \(actual), the lock says \(expected)"
        case .localChanged(let file, let expected, let actual):
            "\(file) has the digest \(actual), the lock says \(expected); if the change is meant, lock the recipe anew"
        case .missingInput(let name, let digest): "the input \(name) (\(digest)) was not fetched"
        case .changedPack(let file):
            "the packed files in \(file) are not those that were packed; remove that file, it is then made anew"
        case .compressor(let layer, let locked, let here):
            "the layer '\(layer)' is locked to \(locked), but this machine has \(here), whose bytes differ; "
                + "use \(locked) or run 'imagesmith lock --update \(layer)'"
        case .unsupportedFile(let path):
            "\(path) is neither a file, a directory nor a link, so it cannot go into a layer"
        case .linkInModel(let path):
            "\(path) is a symbolic link, and a model's layer holds files alone; name the file that it leads to"
        case .tar(let error): error.description
        case .noDirectory(let directory):
            "no directory of the layers below is meant by '\(directory)'; correct it, or put the layer that has it below"
        case .loaderConfiguration(let path):
            "the image's /etc/ld.so.conf does not include /\(path), so that the loader would not look into its "
                + "directories; it needs the line 'include /etc/ld.so.conf.d/*.conf', which Debian's libc-bin has"
        }
    }
}
