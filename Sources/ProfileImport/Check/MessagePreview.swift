internal import ByteSources
internal import IdentifyMessages
public import ProfileCSV

/// The messages that an import would send for one row; nothing is sent (`check --show-message`).
public struct MessagePreview: Sendable {
    /// As JSON, one each; several where the row is too wide for one. Empty where the row has an
    /// error or is not there.
    public var messages: [[UInt8]] = []
    /// The row's first error for `api`, for which an import would leave it out.
    public var problem: Problem?
    /// Whether the file has such a row.
    public var exists = false
}

extension CheckStage {
    /// Works out the messages of one row of a file. The file is read up to that row.
    ///
    /// - Parameters:
    ///   - row: data row, 1-based.
    ///   - run: the run's name in the message ID.
    ///   - version: the program's, in `context.library`.
    ///   - forwarding: which tools behind the source get the row too. Default: all.
    /// - Throws: as `check`.
    public func preview(
        ofRow row: Int, in path: String, run: String = "preview", version: String = "0.0.0",
        forwarding: Forwarding = .all
    ) async throws(ImportError) -> MessagePreview {
        var rules = rules
        rules.reading.workers = 1
        let pass = InputPass(
            try open(path), name: path, isFile: false, target: .api, rules: rules,
            purpose: InputPass.Purpose(
                messages: MessageOptions(
                    runID: run, libraryVersion: version, forwarding: forwarding),
                makesMessages: true,
                collectsRejects: true, makesStatistics: false))
        var preview = MessagePreview()
        guard try await pass.readHeader() else { return preview }
        do throws(ImportError) {
            try await pass.readRows { worked throws(ImportError) in
                guard pass.report.rows >= row else { return }
                preview.exists = true
                preview.problem = worked.outcome.rejectedRows.first { $0.row == row }?.problem
                if let buffer = worked.outcome.messages {
                    for index in buffer.rows.indices where buffer.rows[index] == row {
                        let range = buffer.byteRange(ofMessage: index)
                        preview.messages.append(buffer.withBytes { [UInt8]($0[range]) })
                    }
                }
                // What comes after the row is nobody's business here.
                throw .cancelled
            }
        } catch {
            guard preview.exists else { throw error }
        }
        return preview
    }
}
