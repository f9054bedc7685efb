public import IdentifyMessages
public import RollcallCSV

/// What a row pass looks for and makes.
public struct RowPassOptions: Sendable {
    /// The file's place in the run's list, 1-based.
    public var file: Int
    /// Whether the file's first record is its header. Without one (`--header`) the first record is
    /// row 1.
    public var hasHeader: Bool
    /// Where the published list of characters binds (design §4).
    public var characters: SpaceConfiguration.CharacterScope
    /// How much each finding weighs.
    public var catalogue: ProblemCatalogue
    /// Examples handed on for each kind of finding; the first ones of this pass. 0: counts only.
    public var maxExamplesPerCode: Int
    /// Whether `finish()` has statistics of the columns.
    public var makesStatistics: Bool
    /// Whether outcomes have the keys that connect rows with one another.
    public var makesKeys: Bool
    /// What the hashes of these keys depend on, beside the values. Default: 0, the same hashes in every
    /// process; a random number keeps others from choosing values that collide.
    public var hashKey: UInt64
    /// Which values are followed across rows; `nil` for all.
    package var keySampling: KeySampling?
    /// What every message carries. Also without `makesMessages` it decides how large they would be.
    public var messages: MessageOptions
    /// Whether rows without an error become messages.
    public var makesMessages: Bool
    /// What each message is followed by. Default: a comma, as batches want it.
    public var separator = MessageSeparator.comma
    /// Whether well-formed values that may still do harm are looked for (`damaged_identifier`,
    /// `formula_cell` and the like): warnings all of them. Default: yes.
    public var looksForSuspicions = true
    /// Whether rows with an error for `api` are handed on with their bytes.
    public var collectsRejects: Bool
    /// How rows are looked at; every kernel gives the same result. Default: the fastest of the
    /// machine.
    public var kernel: Kernel
    /// How phone numbers that are identifiers should be written. Default: E.164.
    public var phoneForm: PhoneForm
    /// Rules beside those of the design, in the order in which they look at a row.
    public var ownRules: [any RowRule]

    /// A check of one file with a header: statistics, 100 examples a code, no messages.
    public init(
        file: Int = 1, hasHeader: Bool = true,
        characters: SpaceConfiguration.CharacterScope = .all,
        catalogue: ProblemCatalogue = ProblemCatalogue(), maxExamplesPerCode: Int = 100,
        makesStatistics: Bool = true, makesKeys: Bool = false, hashKey: UInt64 = 0,
        messages: MessageOptions = MessageOptions(), makesMessages: Bool = false,
        collectsRejects: Bool = false, kernel: Kernel = .best, phoneForm: PhoneForm = .e164,
        ownRules: [any RowRule] = []
    ) {
        self.file = file
        self.hasHeader = hasHeader
        self.characters = characters
        self.catalogue = catalogue
        self.maxExamplesPerCode = maxExamplesPerCode
        self.makesStatistics = makesStatistics
        self.makesKeys = makesKeys
        self.hashKey = hashKey
        self.messages = messages
        self.makesMessages = makesMessages
        self.collectsRejects = collectsRejects
        self.kernel = kernel
        self.phoneForm = phoneForm
        self.ownRules = ownRules
    }
}
