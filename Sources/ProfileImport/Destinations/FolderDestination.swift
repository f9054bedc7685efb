public import IdentifyMessages

/// `dir:PATH`: each batch as a file of its own, `batch-000001.json` …, exactly the request bodies
/// of a Tracking API (design §5).
///
/// A file appears whole, written beside its place, synced and renamed, so a receipt means durable.
/// The numbers are those of the batches: sending a batch again replaces its file by the same bytes.
public struct FolderDestination: Destination {
    public let limits: BatchLimits
    /// The folder.
    public let path: String

    /// Opens a folder for a new run.
    ///
    /// - Parameter path: a new folder, or an empty one; those above it are made too.
    /// - Throws: ``ImportError`` of code `cannotCreate` where it is neither.
    public init(new path: String, limits: BatchLimits = .trackingAPI) throws(ImportError) {
        self.limits = limits
        self.path = path
        let names: [String]
        do throws(SystemError) {
            try FileSystem.makeFolders(path, isPrivate: false)
            names = try FileSystem.names(in: path)
        } catch {
            throw ImportError(.cannotCreate, detail: error.detail, path: path)
        }
        guard names.isEmpty else {
            throw ImportError(
                .cannotCreate, detail: "the folder is not empty; name a new one or empty it",
                path: path)
        }
    }

    /// Opens the folder of a run that goes on, with the batches that are there.
    ///
    /// - Throws: ``ImportError`` of code `io` where there is no such folder any more.
    public init(existing path: String, limits: BatchLimits = .trackingAPI) throws(ImportError) {
        self.limits = limits
        self.path = path
        guard FileSystem.isFolder(path) else {
            throw ImportError(
                .io, detail: "the folder with the batches sent so far is gone", path: path)
        }
    }

    /// The name of a batch's file: six digits, more from the millionth batch on.
    static func name(ofBatch number: Int) -> String {
        let digits = String(number)
        return "batch-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".json"
    }

    public func send(_ batch: Batch) async throws(DeliveryError) -> Receipt {
        do {
            var file = try OutputFile(
                path + "/" + Self.name(ofBatch: batch.number), isPrivate: false)
            try batch.withPieces { try file.write($0) }
            try file.commit()
            return Receipt()
        } catch let error as SystemError {
            let detail = error.isMissing ? "the folder has vanished" : error.detail
            throw DeliveryError(.io, detail: "\(path): \(detail)")
        } catch {
            throw DeliveryError(.io, detail: "\(path): \(error)")
        }
    }
}
