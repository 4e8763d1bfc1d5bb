import OCI

extension Finding {
    /// What makes a document unusable, or one of its members.
    init(_ error: JSONError, subject: Digest?) {
        let code: FindingCode =
            switch error {
            case .tooLarge, .tooDeep: .jsonLimit
            case .duplicateKey: .jsonDuplicateKey
            case .syntax: .jsonSyntax
            case .missing, .unknownKey: .jsonMember
            case .kind(let path, _, _), .value(let path, _):
                path.hasSuffix(".digest") ? .descriptorDigest : path.hasSuffix(".size") ? .descriptorSize : .jsonMember
            }
        self.init(code, subject: subject, actual: error.description)
    }
}
