/// What the pass itself can find in a row: an index into its counters.
///
/// The code decides the weight (`ProblemCatalogue`); several findings share a code where their
/// arguments differ.
enum RowFinding: Int, CaseIterable {
    case tooFewFields, tooManyFields, textAfterQuote, invalidUTF8, nulByte, unterminatedQuote
    case recordTooLong
    case strayQuote
    case invalidCharacter
    case invisibleInIdentifier, invisibleInTrait
    case edgeSpaceIdentifier, fieldSpaces, caseVariant
    case blockedValue, noIdentifier, identifierTooLong
    case invalidValue, requiredValue
    case messageTooLarge
    case damagedScientific, damagedDate, damagedErrorText, damagedMojibake, damagedCut
    case phoneFormat, testPerson
    case formulaCell, socialSecurityNumber

    var code: ProblemCode {
        switch self {
        case .tooFewFields, .tooManyFields, .textAfterQuote, .invalidUTF8, .nulByte,
            .unterminatedQuote, .recordTooLong:
            .parseError
        case .strayQuote: .strayQuote
        case .invalidCharacter: .invalidCharacter
        case .invisibleInIdentifier, .invisibleInTrait: .invisibleCharacter
        case .edgeSpaceIdentifier: .edgeSpaceIdentifier
        case .fieldSpaces: .fieldSpaces
        case .caseVariant: .caseVariantIdentifier
        case .blockedValue: .blockedValue
        case .noIdentifier: .noIdentifier
        case .identifierTooLong: .identifierTooLong
        case .invalidValue: .invalidValue
        case .requiredValue: .requiredValue
        case .messageTooLarge: .messageTooLarge
        case .damagedScientific, .damagedDate, .damagedErrorText, .damagedMojibake, .damagedCut:
            .damagedIdentifier
        case .phoneFormat: .phoneFormat
        case .testPerson: .testPerson
        case .formulaCell: .formulaCell
        case .socialSecurityNumber: .regulatedData
        }
    }

    var kind: ParseErrorKind? {
        switch self {
        case .tooFewFields: .tooFewFields
        case .tooManyFields: .tooManyFields
        case .textAfterQuote: .textAfterQuote
        case .invalidUTF8: .invalidUTF8
        case .nulByte: .nulByte
        case .unterminatedQuote: .unterminatedQuote
        case .recordTooLong: .recordTooLong
        default: nil
        }
    }

    var part: FilePart {
        switch self {
        case .invisibleInIdentifier: .identifier
        case .invisibleInTrait: .trait
        default: .whole
        }
    }

    /// The weights of the finding where it concerns `targets`.
    func verdicts(_ catalogue: ProblemCatalogue, among targets: TargetSet) -> [ProblemCatalogue
        .Verdict]
    {
        // A capital letter in an e-mail address is only worth knowing: it becomes a warning when
        // the file or the space has the other spelling too.
        if self == .caseVariant { return [ProblemCatalogue.Verdict(.note, targets)] }
        return catalogue.verdicts(for: code, in: part).compactMap { verdict in
            let concerned = verdict.targets.intersection(targets)
            return concerned.isEmpty ? nil : ProblemCatalogue.Verdict(verdict.severity, concerned)
        }
    }
}
