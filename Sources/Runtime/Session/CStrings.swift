import Glibc

/// The owner of an array of C strings, as C functions take lists of names.
struct CStrings: ~Copyable {
    let count: Int
    private let storage: UnsafeMutablePointer<UnsafePointer<CChar>?>

    init(_ strings: [String]) {
        count = strings.count
        storage = .allocate(capacity: max(strings.count, 1))
        for (index, string) in strings.enumerated() {
            (storage + index).initialize(to: UnsafePointer(strdup(string)))
        }
    }

    deinit {
        for index in 0..<count { free(UnsafeMutablePointer(mutating: storage[index])) }
        storage.deallocate()
    }

    /// Valid for as long as the owner is.
    var pointers: UnsafePointer<UnsafePointer<CChar>?> { UnsafePointer(storage) }
}
