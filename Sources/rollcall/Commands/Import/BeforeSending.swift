internal import Foundation
internal import Glibc
internal import ProfileCSV
internal import ProfileImport
internal import TrackingClient

/// What is said before rows leave this machine, and the question whether they shall (design §5).
struct BeforeSending: Sendable {
    let remote: RemotePlace
    let forwarding: Forwarding
    /// Whether `--yes` was given.
    let isConfirmed: Bool
    /// What is made before the first row goes.
    var undoKit: UndoKitMaker?
    /// How to say yes where nobody can be asked.
    var advice = "add --yes"
    let console: Console

    /// - Throws: where the user says no, or cannot be asked and has not said yes.
    func confirm(_ preview: SendPreview) async throws(ImportError) {
        try await remote.tryKey(console)
        for line in lines(preview) { isConfirmed ? console.say(line) : console.warn(line) }
        guard !isConfirmed else { return }
        guard console.canAsk else {
            throw ImportError(
                .unconfirmed, detail: "nothing was sent: to send this to \(remote.address.host), \(advice)")
        }
        Console.writeToStandardError("Send? [y/N] ")
        guard try await isAgreed() else {
            throw ImportError(.unconfirmed, detail: "nothing was sent")
        }
    }

    /// Waits for the answer, and no longer than until Ctrl-C.
    private func isAgreed() async throws(ImportError) -> Bool {
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while poll(&input, 1, 0) == 0 {
            do {
                try await Task.sleep(for: .milliseconds(50))
            } catch {
                throw ImportError(.cancelled, detail: "nothing was sent")
            }
        }
        let answer = readLine()?.lowercased().trimmingCharacters(in: .whitespaces) ?? ""
        return ["y", "yes"].contains(answer)
    }

    private func lines(_ preview: SendPreview) -> [String] {
        var lines = ["About to send to \(who):"]
        var rows = "as many as the file has; nothing was checked before"
        if let count = preview.rows {
            rows = Words.grouped(count)
            if let rate = remote.rate {
                let seconds = Int((Double(count) / rate).rounded(.up))
                rows += ", at least \(ProgressBar.time(seconds)) at "
                    + "\(Words.grouped(Int(rate.rounded(.up)))) a second"
            }
        }
        lines.append("  rows       \(rows)")
        if let people = preview.people {
            lines.append(
                "  people     \(Words.grouped(people)) at most, each perhaps a tracked user that is paid for")
        }
        if !preview.newTraits.isEmpty {
            let names = preview.newTraits.prefix(5).map { "“\(Words.visible($0))”" }
            let more = preview.newTraits.count - names.count
            lines.append(
                "  traits     not in space.yaml: " + names.joined(separator: ", ")
                    + (more > 0 ? " and \(Words.grouped(more)) more" : ""))
        }
        lines.append("  forwarding \(forwardingWords)")
        if let undoKit { lines.append("  undo kit   \(undoKit.words(people: preview.people))") }
        lines.append("  The write key must be that of a source made for imports. Merges cannot be undone.")
        return lines
    }

    private var who: String {
        switch remote.region {
        case "us": "Segment, region US (\(remote.address.host))"
        case "eu": "Segment, region EU (\(remote.address.host))"
        default: "\(remote.address)"
        }
    }

    private var forwardingWords: String {
        switch forwarding {
        case .none: "none: the space gets the rows, no other tool behind the source does"
        case .all: "all: every tool that is connected to the source gets the rows"
        case .only(let names):
            "the space and " + Words.list(names.map { "“\(Words.visible($0))”" })
        }
    }
}
