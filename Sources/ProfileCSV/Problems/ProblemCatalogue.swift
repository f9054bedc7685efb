/// How much each code weighs: the table of design §5 and the lists of §6, and nothing else in the
/// project decides a severity.
///
/// An instance holds what the weights depend on: where the rows go and what the space is configured
/// for. Every rule makes its problems with `problems(_:…)`.
public struct ProblemCatalogue: Sendable, Hashable {
    /// What an error of a code stops: `import` as a whole, or one row of it.
    public enum Level: String, Sendable, Hashable {
        /// Always stops `import`.
        case file
        /// Counts against `--max-errors`, once a row.
        case row
    }

    /// A severity and the targets it holds for.
    public struct Verdict: Sendable, Hashable {
        public var severity: Problem.Severity
        public var targets: TargetSet

        public init(_ severity: Problem.Severity, _ targets: TargetSet) {
            self.severity = severity
            self.targets = targets
        }
    }

    /// Whether the rows go to Segment or to a server that is not this machine.
    public var isDestinationRemote: Bool
    /// Whether the space's identifiers hold `anonymous_id`.
    public var isAnonymousIDConfigured: Bool
    /// `--allow-anonymous`: rows without an identifier are let through.
    public var allowsAnonymous: Bool

    /// The weights for a local destination and Segment's default identifiers, unless said otherwise.
    public init(
        isDestinationRemote: Bool = false, isAnonymousIDConfigured: Bool = true,
        allowsAnonymous: Bool = false
    ) {
        self.isDestinationRemote = isDestinationRemote
        self.isAnonymousIDConfigured = isAnonymousIDConfigured
        self.allowsAnonymous = allowsAnonymous
    }

    /// What an error of this code stops; `nil` for a code that is not ours.
    public func level(
        of code: ProblemCode, kind: ParseErrorKind? = nil, in part: FilePart = .whole
    ) -> Level? {
        switch code {
        case .fileType, .notCSV, .wrongDelimiter, .emptyFile, .tooManyRows, .tooManyColumns,
            .fileTooLarge, .emptyHeader, .headerSpaces, .duplicateHeader, .missingIdentifier,
            .missingColumn, .nearMissHeader, .confusableHeader, .bom, .mixedLineEndings,
            .newTrait, .typeChange, .compressed:
            .file
        case .parseError:
            kind?.endsTheReading == true || part == .header ? .file : .row
        case .invalidCharacter, .invisibleCharacter:
            part == .header ? .file : .row
        case .noIdentifier, .messageTooLarge, .invalidValue, .requiredValue, .identifierTooLong,
            .edgeSpaceIdentifier,
            .strayQuote, .fieldSpaces, .blockedValue, .damagedIdentifier, .sharedIdentifier,
            .conflictingIdentifiers, .caseVariantIdentifier, .repeatedPerson, .phoneFormat,
            .formulaCell, .testPerson, .regulatedData:
            .row
        default:
            nil
        }
    }

    /// The level of a problem that was made here.
    public func level(of problem: Problem) -> Level? {
        level(
            of: problem.code, kind: problem.arguments["kind"].flatMap(ParseErrorKind.init),
            in: problem.arguments["part"].flatMap(FilePart.init) ?? .whole)
    }

    /// How much this code weighs for whom; at most one entry a severity, errors first. Empty where the
    /// code does not apply, and for a code that is not ours.
    public func verdicts(for code: ProblemCode, in part: FilePart = .whole) -> [Verdict] {
        switch code {
        case .fileType, .tooManyRows, .tooManyColumns, .fileTooLarge, .wrongDelimiter,
            .invalidCharacter:
            [Verdict(.error, .uploaders)]
        case .notCSV, .emptyFile, .emptyHeader, .duplicateHeader, .parseError:
            [Verdict(.error, .all)]
        case .headerSpaces:
            [Verdict(.error, .uploaders), Verdict(.warning, .api)]
        case .missingColumn, .messageTooLarge, .invalidValue, .requiredValue:
            [Verdict(.error, .api)]
        case .identifierTooLong:
            [Verdict(.error, .api), Verdict(.warning, .uploaders)]
        case .nearMissHeader, .edgeSpaceIdentifier:
            // What only the values suggest is no slip in a name.
            isDestinationRemote && part != .trait
                ? [Verdict(.error, .api), Verdict(.warning, .uploaders)]
                : [Verdict(.warning, .all)]
        case .invisibleCharacter:
            [Verdict(part == .header || part == .identifier ? .error : .warning, .api)]
        case .missingIdentifier:
            missingIdentifierVerdicts
        case .noIdentifier:
            noIdentifierVerdicts
        case .compressed:
            [Verdict(.note, .uploaders)]
        case .strayQuote, .bom, .mixedLineEndings, .confusableHeader, .fieldSpaces, .blockedValue,
            .damagedIdentifier, .sharedIdentifier, .conflictingIdentifiers, .caseVariantIdentifier,
            .repeatedPerson, .phoneFormat, .formulaCell, .newTrait, .typeChange, .testPerson,
            .regulatedData:
            [Verdict(.warning, .all)]
        default:
            []
        }
    }

    /// `anonymous_id` makes the upload pages take such a file, and says nothing for the API.
    private var missingIdentifierVerdicts: [Verdict] {
        let uploaders: TargetSet = isAnonymousIDConfigured ? [] : .uploaders
        if allowsAnonymous {
            return (uploaders.isEmpty ? [] : [Verdict(.error, uploaders)]) + [
                Verdict(.warning, .api)
            ]
        }
        return [Verdict(.error, uploaders.union(.api))]
    }

    private var noIdentifierVerdicts: [Verdict] {
        var errors: TargetSet = []
        var warnings: TargetSet = []
        if isAnonymousIDConfigured {
            warnings.formUnion(.uploaders)
        } else {
            errors.formUnion(.uploaders)
        }
        if allowsAnonymous { warnings.formUnion(.api) } else { errors.formUnion(.api) }
        return [Verdict(.error, errors), Verdict(.warning, warnings)].filter { !$0.targets.isEmpty }
    }
}
