internal import ArgumentParser
internal import ProfileCSV

/// The flags of `import` for places beyond this machine.
struct RemoteFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Which tools behind the source get the rows too: none, all, or names. Default: none "
                + "for segment, else all.",
            valueName: "none|all|name,…"),
        transform: ForwardList.init(parsing:))
    var forward: ForwardList?

    @Option(
        help: ArgumentHelp(
            "Messages a second at most. Default: 1000 for segment, else any number.",
            valueName: "n"))
    var rate: Double?

    @Option(
        help: ArgumentHelp(
            "Requests that may be under way at once; rows of one person keep their order. "
                + "Default: 1.",
            valueName: "n"))
    var concurrency: Int?

    @Flag(help: "Send without asking.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "Send the first rows, read them back, and only then send the rest.", valueName: "n"))
    var canary: Int?

    @Option(
        help: ArgumentHelp(
            "Read so many people, drawn at random, back in the end and compare.", valueName: "n"))
    var verify: Int?

    @Option(
        help: ArgumentHelp(
            "Before the first row is sent, read what the profiles say now and keep it in a new folder, "
                + "so that an import can set it back.",
            valueName: "dir"))
    var undoKit: String?

    @Option(
        help: ArgumentHelp(
            "How long to go on while nothing is accepted: 15m. Default: 15m.", valueName: "time"))
    var giveUpAfter: TimeSpan?

    @Flag(help: "Pack request bodies with gzip.")
    var gzip = false

    @Flag(help: "Let people's data and the key cross the network unprotected.")
    var allowInsecureHttp = false

    @OptionGroup var secrets: SecretFlags

    static let concurrencyRange = 1...64

    func validate() throws {
        if let rate, !(rate > 0 && rate <= 1e9) {
            throw ValidationError("--rate takes a number above 0.")
        }
        if let concurrency, !Self.concurrencyRange.contains(concurrency) {
            throw ValidationError("--concurrency takes a number from 1 to 64.")
        }
        if let canary, canary < 1 { throw ValidationError("--canary takes a number from 1 up.") }
        if let verify, !(1...1_000_000).contains(verify) {
            throw ValidationError("--verify takes a number from 1 to 1,000,000.")
        }
    }
}

/// `--forward`: `none`, `all`, or names of tools as the source calls them.
struct ForwardList: Sendable, Hashable {
    let forwarding: Forwarding
    /// As it was typed.
    let text: String

    init(parsing argument: String) throws {
        text = argument
        switch argument {
        case "none": forwarding = .none
        case "all": forwarding = .all
        default:
            let names = argument.split(separator: ",", omittingEmptySubsequences: false).map {
                String($0.drop { $0 == " " })
            }
            guard names.allSatisfy({ !$0.isEmpty && $0 != "All" && $0 != "none" }) else {
                throw ValidationError("It takes none, all, or names with commas between them.")
            }
            forwarding = .only(names)
        }
    }
}
