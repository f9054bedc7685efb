/// The part of a file that a problem is found in; some codes weigh differently by it (design §5).
public enum FilePart: String, Sendable, Hashable, CaseIterable {
    /// The file or a row as a whole.
    case whole
    /// A column's name.
    case header
    /// The field of an identifier column.
    case identifier
    /// Any other field.
    case trait
}
