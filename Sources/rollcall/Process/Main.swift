internal import ArgumentParser
internal import Glibc

/// Parse, run, and turn whatever happened into an exit status.
@main
enum Main {
    static func main() async {
        HeapSettings.apply()
        Signals.ignoreBrokenPipe()
        let arguments = Array(CommandLine.arguments.dropFirst())
        let status = await Signals.cancelling { await run(arguments) }
        exit(status.rawValue)
    }

    private static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            try checkCommand(arguments.first)
            var command = try parse(arguments)
            StartupPages.giveBack()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .done
        } catch {
            return status(for: error)
        }
    }

    /// What to run. Half of the time of parsing is the tree of all commands, so a command without
    /// commands of its own is parsed alone where that succeeds; help and errors are for the tree to
    /// word.
    private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        let named = Rollcall.configuration.subcommands.first {
            $0.configuration.commandName == arguments.first && $0.configuration.subcommands.isEmpty
        }
        if let named, let command = try? named.parseAsRoot(Array(arguments.dropFirst())),
            type(of: command) == named
        {
            return command
        }
        return try Rollcall.parseAsRoot(arguments)
    }

    /// A command that there is not deserves a better answer than “unexpected argument”.
    private static func checkCommand(_ name: String?) throws(Failure) {
        let known = Rollcall.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let name, !name.hasPrefix("-"), name != "help", !known.contains(name) else { return }
        throw Failure(
            .usage, "There is no command “\(Words.visible(name))”; there are \(Words.list(known)).",
            advice: "What each does: rollcall --help")
    }

    private static func status(for error: any Error) -> ExitStatus {
        switch error {
        case let status as ExitStatus:
            return status
        case is StandardOutputClosed:
            return .done
        case is CancellationError:
            return Signals.status ?? .interrupted
        case let failure as Failure:
            Console().fail(failure)
            return failure.status
        default:
            if let failure = Failure(library: error) {
                Console().fail(failure)
                return failure.status
            }
            return parserStatus(for: error)
        }
    }

    /// What ArgumentParser throws: help and version are no errors, the rest is usage. An error that
    /// nobody foresaw comes here too, and is a bug of ours.
    private static func parserStatus(for error: any Error) -> ExitStatus {
        let code = Rollcall.exitCode(for: error)
        let message = Rollcall.fullMessage(for: error)
        if code == .success {
            var output = StandardOutput()
            do {
                try output.print(message)
                try output.flush()
            } catch { return .done }
            return .done
        }
        Console.writeToStandardError(message + "\n")
        return code == .validationFailure ? .usage : .internalError
    }
}
