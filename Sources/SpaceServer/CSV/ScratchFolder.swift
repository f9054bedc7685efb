internal import Foundation

/// A folder for what is made of an upload. It is removed when nobody holds it any more.
final class ScratchFolder: Sendable {
    let path: String
    private let released: @Sendable () -> Void

    init(path: String, released: @escaping @Sendable () -> Void) throws(ServerError) {
        self.path = path
        self.released = released
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            released()
            throw Spool.noRoom
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        released()
    }
}
