import OCI

/// The locked layer of the loader's configuration and cache.
///
/// It names directories as the recipe does: what they hold is decided by the layers below, whose content is a part of the
/// layer's inputs.
public struct LibrariesLock: Hashable, Sendable {
    /// The name of the file in `/etc/ld.so.conf.d`.
    public let name: LoaderFileName
    /// The directories, as they are written.
    public let directories: [LibraryDirectory]

    /// Grows when other bytes are made of the same tree.
    private static let format: Int64 = 1

    init(name: LoaderFileName, directories: [LibraryDirectory]) {
        self.name = name
        self.directories = directories
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["name", "directories", "format"])
        let format = try object.required("format")
        guard try format.integer() == LibrariesLock.format else {
            throw format.invalid("the format is not \(LibrariesLock.format); lock the layer anew")
        }
        let nameField = try object.required("name")
        let nameText = try nameField.string()
        do { name = try LoaderFileName(nameText) } catch { throw nameField.invalid(error.description) }
        var directories: [LibraryDirectory] = []
        for field in try object.required("directories").elements() {
            let text = try field.string()
            do { directories.append(try LibraryDirectory(text)) } catch { throw field.invalid(error.description) }
        }
        self.directories = directories
    }

    var json: JSON {
        [
            "name": .string(name.description), "directories": .array(directories.map { .string($0.description) }),
            "format": .integer(LibrariesLock.format),
        ]
    }
}
