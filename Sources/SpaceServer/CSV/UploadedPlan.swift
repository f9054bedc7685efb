internal import Hummingbird
internal import IdentityResolution
internal import ProfileImport
internal import ProfileSpace

/// `POST /csv/plan`: what an import of the uploaded file would do.
enum UploadedPlan {
    static func answer(_ call: Call) async throws -> Response {
        let server = call.server
        let query = try ReadingQuery(call.query, server)
        let format = call.query["format"] ?? "json"
        guard ["json", "html"].contains(format) else {
            throw ServerError.validation("The parameter `format` must be json or html.")
        }
        let against = call.query["against"] ?? "space"
        guard ["space", "none"].contains(against) else {
            throw ServerError.validation("The parameter `against` must be space or none.")
        }
        return try await call.receiving {
            let file = try await server.spool.take(call.request.body, name: query.name)
            let plan = try await plan(file, query, server, comparesSpace: against == "space")
            let writer = PlanWriter(showsValues: query.showsValues)
            return format == "json"
                ? Response(
                    status: .ok, headers: [.contentType: "application/json"],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.json(plan))))
                : CSVRoutes.file(
                    PlanPage(writer: writer).html(plan), name: "plan.html",
                    type: "text/html; charset=utf-8")
        }
    }

    /// Works it out; the file is called as the client called it.
    static func plan(
        _ file: SpooledFile, _ query: ReadingQuery, _ server: SpaceServer, comparesSpace: Bool,
        progress: (@Sendable (StageProgress) -> Void)? = nil
    ) async throws -> Plan {
        let options = PlanOptions(
            reading: query.reading, folder: file.folder, now: server.now(),
            maxProblems: query.maxProblems, version: server.options.version)
        let stage = try PlanStage(
            configuration: query.configuration, mapping: query.mapping, options: options)
        var plan: Plan
        if comparesSpace {
            let space = server.space
            let count = try space.profileCount()
            plan = try await stage.plan(
                [file.path], against: try SpaceKnownProfiles(space),
                PlanBasis(.space, profiles: count, words: "the local space: \(count) profiles"),
                progress: progress)
        } else {
            plan = try await stage.plan(
                [file.path], against: NoProfiles(),
                PlanBasis(.none, profiles: 0, words: "this file alone"), progress: progress)
        }
        for index in plan.files.indices { plan.files[index].name = file.name }
        for index in plan.reports.indices { plan.reports[index].file = file.name }
        return plan
    }
}
