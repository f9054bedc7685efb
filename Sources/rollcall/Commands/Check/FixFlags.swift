internal import ArgumentParser
internal import ProfileCSV

/// What `check` writes beside its report.
struct FixFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also write a corrected copy, as UTF-8 with commas, and beside it the list of what was "
                + "changed. Only what the target refuses is changed, never an identifier or the "
                + "letters of a name. With - the copy goes to standard output, the report to standard "
                + "error, and no list is written.",
            valueName: "file"))
    var fix: String?

    @Option(
        help: ArgumentHelp(
            "What the copy may change besides: spaces, quotes, identifiers, transliterate, parted "
                + "by commas.",
            valueName: "list"))
    var fixWith: MendList?

    func validate() throws {
        if fixWith != nil, fix == nil {
            throw ValidationError("--fix-with says how --fix works: name the copy with --fix FILE.")
        }
    }
}

/// `spaces,quotes`.
struct MendList: Sendable, ExpressibleByArgument {
    let mends: Mends
    /// As it was typed.
    let text: String

    init?(argument: String) {
        var mends: Mends = []
        for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let mend = Mends.names.first(where: { $0.name == name })?.mend else { return nil }
            mends.formUnion(mend)
        }
        self.mends = mends
        text = argument
    }
}
