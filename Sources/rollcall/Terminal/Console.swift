internal import Glibc

/// Everything a command says beside its product: standard error, for people (design §5).
struct Console: Sendable {
    /// How much is said.
    enum Level: Sendable, Comparable {
        case quiet, normal, verbose
    }

    var level = Level.normal
    /// Colours on standard error and on standard output, each by its own kind.
    var style = Style(isColored: false)
    var outputStyle = Style(isColored: false)
    /// Whether standard error shows a progress bar.
    var showsProgress = false
    /// Whether standard output is a terminal: values are shown there and masked elsewhere.
    var outputIsTerminal = false
    /// The same of standard error.
    var errorIsTerminal = false
    /// Whether a question can be put: both ends are a terminal and `--no-input` is absent.
    var canAsk = false

    /// What a user wants to know in passing; silenced by `--quiet`.
    func say(_ text: String) {
        if level >= .normal { write(text) }
    }

    /// What only someone who looks closer wants to know: `--verbose`.
    func detail(_ text: String) {
        if level >= .verbose { write(text) }
    }

    /// What must not be missed, whatever the level.
    func warn(_ text: String) {
        write(text)
    }

    /// Why a command ended, and what to do next.
    func fail(_ failure: Failure) {
        write(style.error("rollcall: ") + failure.message)
        if let advice = failure.advice { write("  " + advice) }
    }

    private func write(_ text: String) {
        Self.writeToStandardError(text + "\n")
    }

    /// A terminal that went away is no reason to stop the work: failures are passed over.
    static func writeToStandardError(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}
