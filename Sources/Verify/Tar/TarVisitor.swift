/// Who is told what a ``TarReader`` reads.
protocol TarVisitor {
    /// An entry begins; false ends the reading.
    mutating func visit(_ member: TarMember) -> Bool
    /// The next bytes of the content of the entry that began last.
    mutating func content(_ bytes: UnsafeRawBufferPointer)
    /// Something is wrong.
    mutating func fault(_ fault: TarFault)
}
