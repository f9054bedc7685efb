internal import ArgumentParser

@main
struct Rollcall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turns customer records into profiles, safely.")
}
