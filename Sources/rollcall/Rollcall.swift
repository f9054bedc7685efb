internal import ArgumentParser

/// The command line: flags to calls, results to text and exit status. No rule lives here.
struct Rollcall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall",
        abstract: "Loads people from CSV files into a customer-profile space, safely.",
        discussion: """
            Every stage can be used alone:
              rollcall template              the columns your space takes
              rollcall check people.csv      every problem of a file, before anything is sent
              rollcall records people.csv    how a file is read
              rollcall split people.csv …    the file as parts that an upload page takes
              rollcall plan people.csv       what an import would do: merges, changes
              rollcall import people.csv     its people into the local space, nothing to Segment
              rollcall profile user_id:u-1   one of them

            Input may be plain or gzip, UTF-8 or UTF-16 with a byte order mark; - is standard input.
            """,
        version: Version.current,
        subcommands: [
            TemplateCommand.self, CheckCommand.self, RecordsCommand.self, SplitCommand.self,
            PlanCommand.self, ImportCommand.self, RunsCommand.self, ProfileCommand.self,
            ProfilesCommand.self,
            SpaceCommand.self, ServeCommand.self, ExplainCommand.self,
        ])
}
