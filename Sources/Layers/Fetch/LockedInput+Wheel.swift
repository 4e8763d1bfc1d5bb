extension LockedWheel {
    /// The wheel as an input of a build.
    var input: LockedInput {
        LockedInput(
            name: file.text, digest: digest, size: size,
            origin: build.map { .built(file, $0) }
                ?? .index(name: index.text, project: file.project.text, file: file.text))
    }
}
