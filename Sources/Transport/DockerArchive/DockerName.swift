import OCI

/// The names that Docker archives give to images.
enum DockerName {
    /// Whether a name of an archive is the one that is asked for; `docker.io/library/` before it goes without saying.
    static func means(_ name: String, _ asked: RefName) -> Bool { short(name) == short(asked.description) }

    /// A name without `docker.io/library/` before it.
    static func short(_ name: String) -> Substring {
        var rest = name[...]
        for prefix in ["docker.io/", "library/"] where rest.hasPrefix(prefix) { rest = rest.dropFirst(prefix.count) }
        return rest
    }
}
