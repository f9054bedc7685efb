internal import ArgumentParser

/// When to do what suits terminals only: colours, progress bars.
enum When: String, Sendable, CaseIterable, ExpressibleByArgument {
    case auto, always, never
}
