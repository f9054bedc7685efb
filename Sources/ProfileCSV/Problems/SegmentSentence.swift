/// The sentences that Segment's upload page shows, letter by letter (`csv-upload` §7).
public enum SegmentSentence {
    static let fileType =
        "You can upload only .csv files. Change your file format, then try again."
    static let emptyFile =
        "This file contains no data. Add data to your CSV, then try again."
    static let parseError =
        "We encountered an issue while parsing your CSV file. Validate the CSV file and try again."
    static let emptyHeader =
        "This file contains empty header(s). Remove the empty header(s), then try again."
    static let tooManyRows = "Too many rows. You can upload up to 1000000 rows."
    static let tooManyColumns = "Your CSV file is exceeding the limit of 299 columns."
    static let fileTooLarge = "Files can be up to 100 MB."
    static let headerSpaces =
        "This file contains leading, trailing or consecutive spaces. Remove leading, trailing or "
        + "consecutive spaces, then try again."
    static let duplicateHeader =
        "This file contains duplicate header(s). Remove duplicate header(s), then try again."
    static let invalidCharacter =
        "This file contains invalid character(s). Remove invalid character(s), then try again."
    static let missingIdentifier =
        "This file is missing an identifier column and does not have anonymous_id configured. "
        + "Add an identifier column or add anonymous_id in your identity resolution configuration, "
        + "then try again."

    /// What Segment's page says of this problem; `nil` where it documents nothing, where the problem
    /// concerns no upload page, and where the page would take the file.
    ///
    /// The limit of the guided setup (9,999 rows) has no documented sentence.
    public static func sentence(for problem: Problem) -> String? {
        guard problem.severity == .error, !problem.targets.isDisjoint(with: .uploaders) else {
            return nil
        }
        return switch problem.code {
        case .fileType: fileType
        case .emptyFile: emptyFile
        case .parseError, .notCSV: parseError
        case .emptyHeader: emptyHeader
        case .tooManyRows: problem.targets.contains(.unify) ? tooManyRows : nil
        case .tooManyColumns: tooManyColumns
        case .fileTooLarge: fileTooLarge
        case .headerSpaces: headerSpaces
        case .duplicateHeader: duplicateHeader
        case .invalidCharacter: invalidCharacter
        case .missingIdentifier: missingIdentifier
        default: nil
        }
    }
}
