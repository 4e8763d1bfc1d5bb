import OCI

/// Takes a document apart member by member, so that one bad member hides no other.
struct DocumentReading {
    private(set) var errors: [JSONError] = []

    /// What `read` makes of a member; nil with the reason kept where it throws.
    mutating func take<Value>(_ read: () throws(JSONError) -> Value) -> Value? {
        do throws(JSONError) { return try read() } catch {
            errors.append(error)
            return nil
        }
    }

    /// The elements of an array member; none where it is absent or no array.
    mutating func elements(_ object: JSONObject, _ key: String, isRequired: Bool) -> [JSONField] {
        guard isRequired || object.members[key] != nil else { return [] }
        return take { () throws(JSONError) in try object.required(key).elements() } ?? []
    }

    /// The descriptors of an array member, nil at the places of those that are malformed.
    mutating func descriptors(_ object: JSONObject, _ key: String) -> [Descriptor?] {
        var descriptors: [Descriptor?] = []
        for field in elements(object, key, isRequired: true) {
            descriptors.append(take { () throws(JSONError) in try Descriptor(field) })
        }
        return descriptors
    }
}
