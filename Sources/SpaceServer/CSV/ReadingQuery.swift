internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace
internal import RollcallCSV

/// How an uploaded file is to be read, as the query says: the flags of the commands by their names.
struct ReadingQuery {
    var configuration: SpaceConfiguration
    var mapping: Mapping?
    var reading: ReadingOptions
    var target: Target
    var maxProblems: Int
    var showsValues: Bool
    var allowsAnonymous: Bool
    var looksAcrossRows: Bool
    /// What the file is called.
    var name: String

    /// - Throws: 400 for a value that the flag would not take either.
    init(_ query: QueryString, _ server: SpaceServer) throws(ServerError) {
        configuration = server.configuration
        if let scope = query["characters"] {
            guard let scope = SpaceConfiguration.CharacterScope(rawValue: scope) else {
                throw .validation("The parameter `characters` must be all or headers.")
            }
            configuration.characters = scope
        }
        target = configuration.target
        if let name = query["target"] {
            guard let known = Target(rawValue: name) else {
                throw .validation("The parameter `target` must be unify, unified-profiles or api.")
            }
            target = known
        }
        if let yaml = query["mapping"] {
            do throws(ConfigurationError) {
                mapping = try Mapping.parse(yaml, file: nil, for: configuration)
            } catch {
                throw .validation("The parameter `mapping` cannot be used: \(error.description)")
            }
        }
        reading = ReadingOptions(
            encoding: query["encoding"], dialect: Dialect(delimiter: try Self.delimiter(query)),
            header: try Self.header(query), workers: server.options.workers,
            memory: server.options.checkMemory)
        maxProblems = try query.number("max_problems", in: 0...10_000, or: 100)
        showsValues = try query.flag("show_values")
        allowsAnonymous = try query.flag("allow_anonymous")
        switch query["across_rows"] {
        case nil, "on": looksAcrossRows = true
        case "off": looksAcrossRows = false
        default: throw .validation("The parameter `across_rows` must be on or off.")
        }
        name = Spool.plain(query["name"] ?? "upload.csv")
    }

    private static func delimiter(_ query: QueryString) throws(ServerError) -> UInt8 {
        guard let text = query["delimiter"] else { return UInt8(ascii: ",") }
        switch text {
        case "tab", "\t", "\\t": return 0x09
        case ",", ";", "|": return text.utf8.first ?? UInt8(ascii: ",")
        default: throw .validation("The parameter `delimiter` must be one of , ; | or tab.")
        }
    }

    private static func header(_ query: QueryString) throws(ServerError) -> [[UInt8]]? {
        guard let text = query["header"] else { return nil }
        guard let records = try? Array(Records(bytes: Array(text.utf8))), records.count == 1 else {
            throw .validation("The parameter `header` must be one line of column names.")
        }
        return records[0].map { Array($0.utf8) }
    }

    /// The check that the query asks for.
    ///
    /// - Parameter survey: of the profiles that the file is compared with.
    func stage(_ survey: ProfileSurvey?) -> CheckStage {
        CheckStage(
            configuration: configuration, mapping: mapping,
            options: CheckOptions(
                reading: reading, target: target, maxProblems: maxProblems,
                allowsAnonymous: allowsAnonymous,
                looksAcrossRows: looksAcrossRows), survey: survey)
    }

    /// What writes its report.
    var writer: ReportWriter { ReportWriter(showsValues: showsValues) }
}

extension SpaceServer {
    /// What the profiles are like, for files to be compared with. Not for visitors: a file could ask
    /// whether the space has somebody.
    var survey: ProfileSurvey? {
        // A million take about a second of one processor for each check.
        guard let survey = try? space.survey(mostIdentifiers: 1_000_000), survey.profiles > 0 else {
            return nil
        }
        return survey
    }
}
