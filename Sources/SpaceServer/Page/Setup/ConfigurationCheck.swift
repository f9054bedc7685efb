internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace

/// Tests of a running server's configuration (`observability` §7, 4).
struct ConfigurationCheck {
    /// One test and what it came to.
    struct Item: Sendable {
        enum Outcome: Sendable {
            case pass, fail, skip
        }

        var title: String
        var outcome: Outcome
        var detail: String
        /// What to do where it failed.
        var hint = ""
    }

    /// The source that test messages come from.
    static let source = "rollcall-check"

    private let server: SpaceServer
    private let setup: Setup?

    init(_ server: SpaceServer, _ setup: Setup?) {
        self.server = server
        self.setup = setup
    }

    func items() async -> [Item] {
        [rules, readable, await message, keys, token, segment, file].compactMap { $0 } + [
            Item(
                title: "Computed traits and predictions", outcome: .skip, detail: "Not in this version.")
        ]
    }

    private var rules: Item {
        let types = server.configuration.identifiers.map(\.type)
        return Item(
            title: "Identifiers", outcome: types.isEmpty ? .fail : .pass,
            detail: "\(PageText.count(types.count, "identifier")), \(types.first ?? "none") the most trusted.",
            hint: "Add one under Identifiers and traits.")
    }

    private var readable: Item {
        do {
            let count = try server.space.profileCount()
            return Item(title: "The space", outcome: .pass, detail: "It holds \(PageText.count(count, "profile")).")
        } catch {
            return Item(
                title: "The space", outcome: .fail, detail: "It cannot be read: \(error.detail).",
                hint: "Look at the disk and at who may read the folder \(server.space.directory).")
        }
    }

    /// A message that no profile gets must be on disk and in the debugger.
    private var message: Item {
        get async {
            let id = "rollcall-check-" + Secrets.requestID()
            let json = """
                {"type":"track","event":"Configuration check","anonymousId":"\(id)","messageId":"\(id)",\
                "integrations":{"Personas":false}}
                """
            let bytes = Array(json.utf8)
            let buffer = MessageBuffer(bytes: bytes, ends: [bytes.count], rows: [1])
            let item = Item(
                title: "A test message", outcome: .pass,
                detail: "It was stored and shows up in the debugger; no profile was made of it.",
                hint: "Look at the disk: nothing that sources send can be kept now.")
            do {
                _ = try await server.space.receive(
                    ReceivedMessages(buffer, source: Self.source, receivedAt: server.now()))
                let seen = try server.space.debugger(source: Self.source, text: id, limit: 1)
                if !seen.isEmpty { return item }
            } catch {
                return failed(item, "It could not be stored: \(error.detail).")
            }
            return failed(item, "It was stored, but the debugger does not show it.")
        }
    }

    private func failed(_ item: Item, _ detail: String) -> Item {
        Item(title: item.title, outcome: .fail, detail: detail, hint: item.hint)
    }

    private func keyCount(_ kind: SpaceKey.Kind) -> Int {
        let all = (try? server.space.listKeys()) ?? []
        return all.count { $0.kind == kind && $0.revokedAt == nil }
    }

    private var keys: Item {
        let count = keyCount(.write)
        return Item(
            title: "A source can send", outcome: count > 0 ? .pass : .skip,
            detail: count > 0
                ? "\(PageText.count(count, "write key")) in force."
                : "No write key is kept in the space; one may have been preset. CSV files need none.",
            hint: "")
    }

    private var token: Item {
        let count = keyCount(.profile)
        return Item(
            title: "Profiles can be read by programs", outcome: count > 0 ? .pass : .skip,
            detail: count > 0
                ? "\(PageText.count(count, "token")) of the Profile API in force."
                : "No token is kept in the space; one may have been preset.",
            hint: "")
    }

    private var segment: Item {
        guard let segment = server.options.segment else {
            return Item(
                title: "Sending to Segment", outcome: .skip,
                detail: "Not configured: files stay here, or are uploaded by hand.")
        }
        return Item(
            title: "Sending to Segment", outcome: .pass,
            detail: segment.place == nil
                ? "Profiles at \(segment.host) can be compared with; nothing can be sent there."
                : "A write key for \(segment.host) is configured. Segment tells a wrong key by nothing: try one row.")
    }

    private var file: Item? {
        guard let setup, let report = setup.now.check?.result else { return nil }
        let verdict = report.verdict(of: .api)
        return Item(
            title: "Your file", outcome: verdict.isOK ? .pass : .fail,
            detail: verdict.isOK
                ? "\(setup.file.name) can be imported."
                : "\(setup.file.name) has errors, \(PageText.count(report.rejectedRows, "row")) with them.",
            hint: "Look at the problems of the file.")
    }
}
