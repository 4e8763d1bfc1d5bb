/// What is wrong with what a `libraries` layer is asked for.
public enum LibrariesFault: Error, Hashable, Sendable, CustomStringConvertible {
    case name(String)
    case directory(String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .name(let text):
            "'\(text)' cannot name a file in /etc/ld.so.conf.d: letters, digits and . _ - can, up to 64"
        case .directory(let text):
            "'\(text)' is not a directory of the image as /opt/lib or /opt/*/lib: absolute, without .. and blanks"
        }
    }
}
