public import OCI

extension DuplicateReport {
    /// The report as one document.
    public var json: JSON {
        [
            "smallest": .integer(smallest), "savable": .integer(savable),
            "equal": .array(
                equal.map { ["savable": .integer($0.savable), "files": .array($0.files.map(\.json))] }),
            "hidden": .array(hidden.map { ["file": $0.file.json, "by": .string($0.by)] }),
            "libraries": .array(
                libraries.map {
                    ["name": .string($0.name.description), "files": .array($0.files.map(\.json))]
                }),
        ]
    }
}
