internal import HTTPTypes
internal import Hummingbird
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace

/// Step 3, second: what an import would do, compared with the file alone, the rehearsal space, or Segment.
enum SetupPlanPage {
    static let routes: [Route] = [
        .page(.get, "/setup/:id/plan", handler: show),
        .page(.get, "/setup/:id/plan.html", handler: download),
    ]

    /// What a file is compared with.
    enum Basis: String, CaseIterable, Sendable {
        case none, space
        case profileAPI = "profile-api"

        var title: String {
            switch self {
            case .none: "This file alone"
            case .space: "The rehearsal space"
            case .profileAPI: "Your Segment space"
            }
        }

        fileprivate func remark(_ call: Call) -> HTML {
            switch self {
            case .none: "As if the space were empty: who becomes one person within the file."
            case .space:
                """
                With the \(PageText.count((try? call.server.space.profileCount()) ?? 0, "profile")) that are \
                there now.
                """
            case .profileAPI:
                call.server.options.segment?.profiles == nil
                    ? "Needs a Profile API token: an admin gives it when the server is started."
                    : "Looks people up through the Profile API; nothing is changed there."
            }
        }

        fileprivate func isOffered(_ call: Call) -> Bool {
            self != .profileAPI || call.server.options.segment?.profiles != nil
        }
    }

    private static func show(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let basis = call.query["against"].flatMap(Basis.init(rawValue:)).flatMap { $0.isOffered(call) ? $0 : nil }
        guard let basis else {
            return SetupPage.page(
                .plan, title: "What would happen", lead: lead, call, setup, main: choice(nil, setup, call)
            ).response()
        }
        let work = try plan(setup, basis, call.server)
        guard let plan = work.result else {
            let failure = SetupPage.failure(work)
            return SetupPage.page(
                .plan, title: "Working it out", refreshes: failure == nil ? 2 : nil, call, setup,
                main: failure ?? SetupPage.progress(work, text: "Every row is taken through the rules")
            ).response()
        }
        return SetupPage.page(
            .plan, title: "What would happen", lead: lead, call, setup,
            main: """
                \(choice(basis, setup, call))
                \(PlanView(plan).html)
                <div class='row actions'><a class='button' href='\(setup.path("deliver"))'>Go on to the last step</a>
                <a class='button plain' href='\(setup.path("plan.html?against=\(basis.rawValue)"))'>Download this as a \
                page</a></div>
                \(CommandBox.same([setup.command("plan", ["--against", basis.rawValue], call.server)]))
                \(SetupPage.fileIsHere(setup, call))
                """
        ).response()
    }

    private static let lead: HTML = """
        Every row goes through the same rules as in the import, and nothing is changed. In Segment profiles that \
        became one cannot be parted again, so look here first.
        """

    private static func choice(_ chosen: Basis?, _ setup: Setup, _ call: Call) -> HTML {
        let options: [HTML] = Basis.allCases.map { basis in
            let isChecked = basis == chosen ?? .space
            let state: HTML = basis.isOffered(call) ? (isChecked ? " checked" : "") : " disabled"
            return """
                <label class='check option'><input type='radio' name='against' value='\(basis.rawValue)'\(state)>\
                <span><b>\(basis.title)</b><span class='note'>\(basis.remark(call))</span></span></label>
                """
        }
        return """
            <section class='card'><form method='get' action='\(setup.path("plan"))' class='stack'>
            <fieldset><legend>Compare the file with</legend><div class='columns'>\(options)</div></fieldset>
            <div class='row'><button\(chosen == nil ? "" : " class='plain'" as HTML)>Show what would happen</button>\
            </div></form></section>
            """
    }

    /// The plan of a file, begun when it is first asked for.
    private static func plan(_ setup: Setup, _ basis: Basis, _ server: SpaceServer) throws -> Work<Plan> {
        let state = setup.now
        if let work = state.plans[basis] { return work }
        let stage = try PlanStage(
            configuration: server.configuration, mapping: state.mapping,
            options: PlanOptions(
                reading: setup.readingOptions(server), now: server.now(), version: server.options.version))
        let file = setup.file
        let space = server.space
        let segment = server.options.segment
        let work: Work<Plan> = server.work.start("plan") { work in
            let (known, words) = try await Self.known(basis, space, segment, file.path, stage)
            return try await server.uploads.pass {
                try await stage.plan([file.path], against: known, words) { work.tell($0) }
            }
        }
        return setup.change { state in
            if let other = state.plans[basis] {
                work.cancel()
                return other
            }
            state.plans[basis] = work
            return work
        }
    }

    private static func known(
        _ basis: Basis, _ space: Space, _ segment: SegmentAccess?, _ path: String,
        _ stage: PlanStage
    ) async throws -> (any KnownProfiles, PlanBasis) {
        switch basis {
        case .none: return (NoProfiles(), PlanBasis(.none, profiles: 0, words: "this file alone"))
        case .space:
            let known = try SpaceKnownProfiles(space)
            return (
                known,
                PlanBasis(
                    .space, profiles: known.count,
                    words: "the rehearsal space: \(PageText.count(known.count, "profile"))")
            )
        case .profileAPI:
            guard let profiles = segment?.profiles else {
                throw ServerError.unavailable("No Profile API token is configured.")
            }
            return try await profiles(path, stage)
        }
    }

    private static func download(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let basis = call.query["against"].flatMap(Basis.init(rawValue:)) ?? .space
        guard var plan = setup.now.plans[basis]?.result else {
            return SetupPage.redirect(setup.path("plan?against=\(basis.rawValue)"))
        }
        for index in plan.files.indices { plan.files[index].name = setup.file.name }
        let page = ProfileImport.PlanPage(writer: PlanWriter(showsValues: false))
        return CSVRoutes.file(page.html(plan), name: "plan.html", type: "text/html; charset=utf-8")
    }
}
