internal import ArgumentParser
internal import Foundation
internal import SpaceServer

/// What the flags, the environment and the file of `--config` come to, in this order of precedence.
struct ServeSettings {
    var listening: SpaceServer.Listening
    var options: ServerOptions
    var passwordFile: String?
    var logFormat: LogFormat?
    /// Whether only this computer can reach the server.
    let isLoopback: Bool

    private static let names = [
        "listen", "allow-host", "admin-password-file", "tls-cert", "tls-key", "strict", "faults",
        "profile-rate", "max-uploads", "spool", "queue", "log-format",
    ]

    /// - Throws: status 64 for an impossible value, 66 for a file that cannot be read, 78 for what
    ///   stands in it.
    init(_ flags: ServeFlags, _ settings: Settings) throws {
        let environment = settings.environment
        let configPath = flags.config ?? environment["ROLLCALL_CONFIG"]
        let file = try configPath.map { try Self.read($0) } ?? [:]
        /// The flag, else the variable, else the line of the file.
        func text(_ flag: String?, _ name: String) -> String? {
            let variable = "ROLLCALL_" + name.uppercased().replacing("-", with: "_")
            return flag ?? environment[variable] ?? file[name]
        }
        func value<Value>(
            _ flag: Value?, _ name: String, _ parse: (String) -> Value?
        ) throws -> Value? {
            if let flag { return flag }
            guard let text = text(nil, name) else { return nil }
            guard let value = parse(text) else {
                throw Failure(.usage, "The setting \(name) cannot be “\(Words.visible(text))”.")
            }
            return value
        }
        let (host, port) = try Self.address(text(flags.listen, "listen") ?? "127.0.0.1:8080")
        let certificate = text(flags.tlsCert, "tls-cert")
        let key = text(flags.tlsKey, "tls-key")
        guard (certificate == nil) == (key == nil) else {
            throw Failure(.usage, "--tls-cert and --tls-key go together.")
        }
        for path in [certificate, key].compactMap(\.self) { _ = try TextFile.read(path) }
        listening = SpaceServer.Listening(host: host, port: port, certificate: certificate, key: key)
        isLoopback = ["localhost", "::1"].contains(host) || host.hasPrefix("127.")
        var hosts: Set = ["localhost", "127.0.0.1", "[::1]", host.contains(":") ? "[\(host)]" : host]
        hosts.formUnion(flags.allowHost)
        let more = text(nil, "allow-host") ?? ""
        hosts.formUnion(more.split { $0 == "," || $0 == " " }.map(String.init))
        options = ServerOptions(hosts: hosts, isSecure: certificate != nil)
        options.isStrict = try value(flags.strict, "strict") { Bool($0) } ?? false
        options.profileRate = try value(flags.profileRate, "profile-rate", Self.positive)
        options.maxUploads = try value(flags.maxUploads, "max-uploads", Self.positive) ?? 4
        options.spoolBytes = try value(flags.spool, "spool") { ByteSize($0) }?.bytes ?? 10_000_000_000
        options.queueBytes = try value(flags.queue, "queue") { ByteSize($0) }?.bytes ?? 32_000_000
        options.workers = settings.workers
        options.hasCountRoute = environment["ROLLCALL_COUNT_ROUTE"] == "true"
        options.runs = settings.runsDirectory
        options.version = Version.current
        if let path = text(flags.faults, "faults") { options.faults = try Self.faults(path) }
        passwordFile = text(flags.adminPasswordFile, "admin-password-file")
        logFormat = try value(flags.logFormat, "log-format") { LogFormat(rawValue: $0) }
    }

    private static func positive(_ text: String) -> Int? { Int(text).flatMap { $0 > 0 ? $0 : nil } }

    private static func address(_ text: String) throws(Failure) -> (String, Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else {
            throw Failure(.usage, "--listen takes HOST:PORT, such as 127.0.0.1:8080.")
        }
        let host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return (isBracketed ? String(host.dropFirst().dropLast()) : String(host), port)
    }

    private static func faults(_ path: String) throws -> FaultPlan {
        let json = try TextFile.read(path)
        do throws(BadFaults) {
            return try FaultPlan(json: json)
        } catch {
            throw Failure(.badConfiguration, "\(path) cannot be used: \(error.detail).")
        }
    }

    /// Lines `name: value`; `#` begins a comment.
    private static func read(_ path: String) throws -> [String: String] {
        var values: [String: String] = [:]
        let lines = try TextFile.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: ":", maxSplits: 1)
            let name = parts[0].trimmingCharacters(in: .whitespaces)
            guard parts.count == 2, names.contains(name), values[name] == nil else {
                throw Failure(
                    .badConfiguration,
                    "\(path), line \(index + 1): one of the names \(Words.list(names)) is expected, once, "
                        + "then a colon and its value.")
            }
            values[name] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return values
    }
}
