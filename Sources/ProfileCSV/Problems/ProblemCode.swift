/// A problem's stable name in JSON (design §6). A server's own rules add their own.
public struct ProblemCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }
}

/// Every code of design §6 with the arguments its wording reads (all are optional to the wording; a
/// missing one makes a vaguer sentence, never a wrong one).
///
/// Values from the file stand in `Problem.excerpt`, headers in `Problem.header`; arguments hold
/// neither, except header names of the file's other columns and names from the configuration.
extension ProblemCode {
    // MARK: The file as a whole

    /// The name does not end in `.csv`. `found`: the name's ending.
    public static let fileType = ProblemCode(rawValue: "file_type")
    /// Not text at all. `kind`: a `ContentSniffer.Kind`.
    public static let notCSV = ProblemCode(rawValue: "not_csv")
    /// `delimiter`: the one that the header seems to use, or the one that was given; `given`: `true`
    /// when it was given with `--delimiter`.
    public static let wrongDelimiter = ProblemCode(rawValue: "wrong_delimiter")
    /// No header (`kind` `no_header`) or no data row (`kind` `no_rows`).
    public static let emptyFile = ProblemCode(rawValue: "empty_file")
    /// `kind`: a `ParseErrorKind`; `expected` and `found` fields for ragged rows, `rest` (`blank`) where
    /// those too many are blank; `limit`; `encoding`;
    /// for an open quote `likely_row` and `likely_sheet_row`, where it most likely went wrong; `ran_on`:
    /// `true` for text after a quote in a cell that holds a line end.
    public static let parseError = ProblemCode(rawValue: "parse_error")
    /// `limit`, `found`.
    public static let tooManyRows = ProblemCode(rawValue: "too_many_rows")
    /// `limit`, `found`.
    public static let tooManyColumns = ProblemCode(rawValue: "too_many_columns")
    /// `limit`, `found`, both in bytes after unpacking.
    public static let fileTooLarge = ProblemCode(rawValue: "file_too_large")

    // MARK: The header

    /// A column without a name; `found`: how the cell is empty, `spaces` or `nothing`.
    public static let emptyHeader = ProblemCode(rawValue: "empty_header")
    /// `kind`: `leading`, `trailing` or `consecutive`, joined by commas.
    public static let headerSpaces = ProblemCode(rawValue: "header_spaces")
    /// `first_column`: the 1-based column that has the name already.
    public static let duplicateHeader = ProblemCode(rawValue: "duplicate_header")
    /// `identifiers`: the configured types, joined by commas; `delimiter` when the header seems to use
    /// another one; `nearest`: a header that was meant to be the identifier `name`.
    public static let missingIdentifier = ProblemCode(rawValue: "missing_identifier")
    /// `nearest`: the header of the file that is most like the mapped one, where one is.
    public static let missingColumn = ProblemCode(rawValue: "missing_column")
    /// `name`: the identifier or trait that is meant; `what`: `identifier` or `trait`, or
    /// `configuration` for an identifier that the space would have to be given first; `by`: `values`
    /// when not the name but the values suggest it.
    public static let nearMissHeader = ProblemCode(rawValue: "near_miss_header")
    /// `name` and `what` as `near_miss_header`; `code_point`: the letter that only looks the same.
    public static let confusableHeader = ProblemCode(rawValue: "confusable_header")

    // MARK: Characters

    /// `code_point`: `U+2019`, or several separated by spaces where a sequence is at fault; `part`: a
    /// `FilePart`.
    public static let invalidCharacter = ProblemCode(rawValue: "invalid_character")
    /// `code_point`, `part` as `invalid_character`.
    public static let invisibleCharacter = ProblemCode(rawValue: "invisible_character")

    // MARK: A row

    /// Every identifier is blank, or blocked (`kind` `blocked`), or the file has no such column
    /// (`kind` `no_column`).
    public static let noIdentifier = ProblemCode(rawValue: "no_identifier")
    /// `kind`: `trait` (one trait fits no message) or `parts` (more than 14); `limit`, `found`.
    public static let messageTooLarge = ProblemCode(rawValue: "message_too_large")
    /// `type`: the type that the mapping or space.yaml gives the column; `format` for dates.
    public static let invalidValue = ProblemCode(rawValue: "invalid_value")
    /// The mapping requires a value in this column.
    public static let requiredValue = ProblemCode(rawValue: "required_value")
    /// `kind`: `leading`, `trailing` or both, joined by a comma; `identifier`: its type.
    public static let edgeSpaceIdentifier = ProblemCode(rawValue: "edge_space_identifier")
    /// An account ID that Segment drops the whole message for. `identifier`: its type; `limit`, `found`
    /// in characters (UTF-16 units).
    public static let identifierTooLong = ProblemCode(rawValue: "identifier_too_long")
    /// `identifier`: its type.
    public static let blockedValue = ProblemCode(rawValue: "blocked_value")
    /// `kind`: `leading`, `trailing`, `consecutive`, joined by commas.
    public static let fieldSpaces = ProblemCode(rawValue: "field_spaces")
    public static let strayQuote = ProblemCode(rawValue: "stray_quote")
    /// `kind`: `scientific`, `rounded`, `leading_zeros`, `date`, `error_text`, `mojibake`, `cut`,
    /// `cut_file` (`limit`: its rows); `identifier`: its type.
    public static let damagedIdentifier = ProblemCode(rawValue: "damaged_identifier")
    /// `rows`, `people`: how many different people would become one; `identifier`; `first_row` and
    /// `first_sheet_row`: where the value stands first; `estimated`: `true` where the code's count is
    /// taken from a sample. The last three also hold for the next three codes.
    public static let sharedIdentifier = ProblemCode(rawValue: "shared_identifier")
    /// `identifier`: the type that has two values; `shared`: the type that joins them.
    public static let conflictingIdentifiers = ProblemCode(rawValue: "conflicting_identifiers")
    /// `identifier`, and `first_row` where the file has the other spelling, or `in` (`space`) where the
    /// space has.
    public static let caseVariantIdentifier = ProblemCode(rawValue: "case_variant_identifier")
    /// `first_row`, `rows`; `identifier`: the type of the value that the rows share; `last_row` and
    /// `last_sheet_row`: the row whose values stand in the end.
    public static let repeatedPerson = ProblemCode(rawValue: "repeated_person")
    /// `expected`: the form that the space uses.
    public static let phoneFormat = ProblemCode(rawValue: "phone_format")
    public static let formulaCell = ProblemCode(rawValue: "formula_cell")
    public static let testPerson = ProblemCode(rawValue: "test_person")
    /// `kind`: `card`, `ssn`, `health`.
    public static let regulatedData = ProblemCode(rawValue: "regulated_data")

    // MARK: Warnings and notes of the file

    public static let bom = ProblemCode(rawValue: "bom")
    /// `found`: the line endings that occur, joined by commas.
    public static let mixedLineEndings = ProblemCode(rawValue: "mixed_line_endings")
    public static let newTrait = ProblemCode(rawValue: "new_trait")
    /// `from`, `to`: types.
    public static let typeChange = ProblemCode(rawValue: "type_change")
    public static let compressed = ProblemCode(rawValue: "compressed")

    /// Every code of ours, in the order of design §6.
    public static let known: [ProblemCode] = [
        .fileType, .notCSV, .wrongDelimiter, .emptyFile, .parseError, .tooManyRows,
        .tooManyColumns, .fileTooLarge, .emptyHeader, .headerSpaces, .duplicateHeader,
        .invalidCharacter, .missingIdentifier, .missingColumn, .noIdentifier, .messageTooLarge,
        .invalidValue, .requiredValue, .identifierTooLong, .invisibleCharacter, .nearMissHeader, .edgeSpaceIdentifier,
        .strayQuote, .bom, .mixedLineEndings, .confusableHeader, .fieldSpaces, .blockedValue,
        .damagedIdentifier, .sharedIdentifier, .conflictingIdentifiers, .caseVariantIdentifier,
        .repeatedPerson, .phoneFormat, .formulaCell, .newTrait, .typeChange, .testPerson,
        .regulatedData, .compressed,
    ]
}
