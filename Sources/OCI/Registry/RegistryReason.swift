/// Why a registry refused, in its own words: the first of its errors.
///
/// Source: OCI distribution-spec, "Error Codes".
struct RegistryReason: Hashable, Sendable {
    /// The code, as `MANIFEST_UNKNOWN`.
    let code: String?
    /// The message for people.
    let message: String?

    /// Reads an answer's body; what is no such document gives no reason.
    init(_ body: [UInt8]) {
        let errors = try? JSONField(JSON(parsing: body)).object().required("errors").elements()
        let first = try? errors?.first?.object()
        func text(_ key: String) -> String? {
            (try? first?.optional(key)?.string()).map { text in
                String(String.UnicodeScalarView(text.unicodeScalars.prefix(200).filter { $0.value >= 0x20 }))
            }
        }
        (code, message) = (text("code"), text("message"))
    }
}
