internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace

/// What became of a file at the last step: parts to upload, or an import.
enum SetupDelivery {
    /// The parts of a file for an upload page.
    struct Parts: Sendable {
        let folder: ScratchFolder
        var outcome: SplitOutcome
        var checklist: String

        func path(_ name: String) -> String { folder.path + "/parts/" + name }
    }

    /// An import, into the space or to Segment.
    struct Import: Sendable {
        /// `nil`: into the rehearsal space.
        var host: String?
        var work: Work<ImportOutcome>
    }

    /// Cuts the file, begun when it is first asked for.
    static func parts(_ setup: Setup, _ target: Target, _ server: SpaceServer) -> Work<Parts> {
        let state = setup.now
        if let work = state.parts[target] { return work }
        let file = setup.file
        let checklist = SplitChecklist(readingFlags: setup.readingFlags)
        let (configuration, reading) = (server.configuration, setup.readingOptions(server))
        let work: Work<Parts> = server.work.start("parts") { work in
            let folder = try server.spool.makeFolder(reserving: file.bytes)
            let stage = SplitStage(
                configuration: configuration, mapping: state.mapping,
                options: SplitOptions(
                    size: .target(target), reading: reading, temporaryFolder: folder.path),
                checklist: checklist)
            return try await server.uploads.pass {
                let outcome = try await stage.split(file.path, into: folder.path + "/parts") { work.tell($0) }
                let text = checklist.text(
                    of: outcome, source: file.name, folder: "parts", size: .target(target))
                return Parts(folder: folder, outcome: outcome, checklist: text)
            }
        }
        return setup.change { state in
            if let other = state.parts[target] {
                work.cancel()
                return other
            }
            state.parts[target] = work
            return work
        }
    }

    /// Begins an import, unless one is under way.
    ///
    /// - Parameters:
    ///   - host: who gets it; `nil`: the rehearsal space.
    ///   - leavesOut: whether rows with errors are left out; else they stop it.
    static func start(
        _ setup: Setup, to place: DeliveryPlace, host: String?, leavesOut: Bool, _ server: SpaceServer
    ) {
        let state = setup.now
        if state.imports.contains(where: { $0.work.isRunning }) { return }
        var options = server.importOptions(setup.readingOptions(server))
        if leavesOut {
            options.maxErrors = .percent(100)
            options.notes[UnfinishedImports.maxErrors] = "100%"
        }
        options.names = [setup.file.name]
        // Tools behind a source of Segment get nothing that nobody asked for.
        if host != nil { options.forwarding = .none }
        let stage = ImportStage(
            configuration: server.configuration, mapping: state.mapping, options: options)
        let file = setup.file
        let work: Work<ImportOutcome> = server.work.start("import") { work in
            try await server.uploads.pass {
                try await stage.run(
                    [file.path], to: place, runs: server.runsFolder,
                    events: ImportEvents(progress: { work.tell($0) }))
            }
        }
        setup.change { $0.imports.append(Import(host: host, work: work)) }
    }
}
