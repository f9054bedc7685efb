internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV
internal import RollcallCSV

/// What a pass judges and writes by; the same for check and import (design §9, invariant 2).
struct PassRules: Sendable {
    /// The space's configuration; its `mapping` is the one in force, and its `traits` are also those
    /// that the profiles have.
    var configuration: SpaceConfiguration
    var catalogue: ProblemCatalogue
    var reading: ReadingOptions
    var kernel: Kernel
    var maxProblems: Int
    /// What the profiles are like that files are compared with.
    let survey: ProfileSurvey?
    /// How those profiles write their identifiers.
    let spellings: SpaceSpellingsStore?
    /// How the space writes phone numbers.
    let phoneForm: PhoneForm
    /// A server's own rules beside those of the design.
    var ownRules: [any RowRule]

    init(
        configuration: SpaceConfiguration, reading: ReadingOptions, kernel: Kernel = .best,
        isRemote: Bool, allowsAnonymous: Bool, maxProblems: Int, survey: ProfileSurvey? = nil,
        ownRules: [any RowRule] = []
    ) {
        self.configuration = survey?.completing(configuration) ?? configuration
        self.survey = survey
        spellings = SpaceSpellingsStore(survey)
        phoneForm = survey?.phoneForm ?? .e164
        self.reading = reading
        self.kernel = kernel
        self.maxProblems = maxProblems
        self.ownRules = ownRules
        catalogue = ProblemCatalogue(
            isDestinationRemote: isRemote,
            isAnonymousIDConfigured: configuration.isAnonymousIDConfigured,
            allowsAnonymous: allowsAnonymous)
    }

    /// The identifiers that connect people, in priority order; accounts do not (design §4).
    var personTypes: [String] {
        configuration.identifiers.map(\.type).filter { !$0.utf8.elementsEqual("group_id".utf8) }
    }

    /// Whether any finding is an error for `api` that stops an import as a whole.
    func hasFileError(_ counts: ProblemCounts) -> Bool {
        counts.entries.contains { entry in
            catalogue.level(of: entry.code, kind: entry.kind, in: entry.part) == .file
                && entry.verdicts.contains { $0.severity == .error && $0.targets.contains(.api) }
        }
    }
}
