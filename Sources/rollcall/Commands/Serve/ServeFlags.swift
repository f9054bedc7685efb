internal import ArgumentParser

/// The flags of `serve` as typed; each may also stand in the environment or in the file of `--config`.
struct ServeFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where to listen. Another address than this computer's own needs an admin password. "
                + "Default: 127.0.0.1:8080.",
            valueName: "host:port"))
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "Another name that the server is reached under; may be repeated. Requests for unknown "
                + "names are refused.",
            valueName: "name"))
    var allowHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file with the admin's password, 12 characters at least; only its hash is kept, in the "
                + "space. Also: $ROLLCALL_ADMIN_PASSWORD.",
            valueName: "file"))
    var adminPasswordFile: String?

    @Option(help: ArgumentHelp("The certificate chain, as PEM.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's key, as PEM.", valueName: "file"))
    var tlsKey: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Answer messages that Segment drops silently, and unknown write keys, with an error.")
    var strict: Bool?

    @Option(
        help: ArgumentHelp(
            "Faults to answer the Tracking API with, as JSON, for tests of clients.", valueName: "file"))
    var faults: String?

    @Option(
        help: ArgumentHelp(
            "Requests a second that the Profile API takes; Segment's takes 100. Default: any number.",
            valueName: "n"))
    var profileRate: Int?

    @Option(
        help: ArgumentHelp("Uploads that are worked on at once; others wait. Default: 4.", valueName: "n"))
    var maxUploads: Int?

    @Option(
        help: ArgumentHelp(
            "Room for uploads on disk, all together. Default: 10GB.", valueName: "size"))
    var spool: ByteSize?

    @Option(
        help: ArgumentHelp(
            "Messages of the Tracking API that may wait to be stored; beyond, senders are asked to wait. "
                + "Default: 32MB.",
            valueName: "size"))
    var queue: ByteSize?

    @Option(help: "How log lines are written: text or json. Default: text on a terminal, else json.")
    var logFormat: LogFormat?

    @Option(
        help: ArgumentHelp(
            "A file of lines “name: value” with these flags' names; flags and environment come first.",
            valueName: "file"))
    var config: String?
}

/// How log lines are written.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json
}
