internal import ArgumentParser

/// What can be on or off and is named in the flag.
enum Switch: String, Sendable, CaseIterable, ExpressibleByArgument {
    case on, off
}
