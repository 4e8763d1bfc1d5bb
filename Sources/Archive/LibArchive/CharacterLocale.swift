internal import Glibc

/// Owns the locale `C.UTF-8`, and puts it in place for the calling thread alone while libarchive is called.
///
/// libarchive turns names to and from the thread's character set. In the locale `C`, in which a program starts, names that
/// are not ASCII come out as nothing or as errors.
struct CharacterLocale: ~Copyable {
    private let locale: locale_t

    private init(_ locale: locale_t) { self.locale = locale }

    deinit { freelocale(locale) }

    /// Throws `ArchiveError.noLocale`.
    static func utf8() throws(ArchiveError) -> CharacterLocale {
        // LC_CTYPE_MASK, which is a shift that Swift does not import.
        guard let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil) else { throw .noLocale }
        return CharacterLocale(locale)
    }

    func use<Result>(_ body: () -> Result) -> Result {
        let before = uselocale(locale)
        defer { _ = uselocale(before) }
        return body()
    }
}
