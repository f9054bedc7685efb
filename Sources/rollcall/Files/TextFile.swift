internal import Foundation
internal import Glibc

/// Small files that are read whole: configurations, mappings, headers.
enum TextFile {
    /// Larger than any such file, small enough to hold.
    private static let maxBytes = 16 << 20

    /// - Throws: status 66 when the file cannot be read, 78 when it is far too large to be meant.
    static func read(_ path: String) throws(Failure) -> [UInt8] {
        guard let file = fopen(path, "re") else {
            throw Failure(.noInput, "\(path) cannot be read: \(systemMessage(errno)).")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 {
                if ferror(file) != 0 {
                    throw Failure(.noInput, "\(path) cannot be read: \(systemMessage(errno)).")
                }
                return bytes
            }
            bytes += piece[..<count]
            guard bytes.count <= maxBytes else {
                throw Failure(
                    .badConfiguration, "\(path) is larger than \(Words.bytes(maxBytes)): not what was meant?")
            }
        }
    }

    /// The file's text.
    ///
    /// - Throws: as ``read(_:)``, and 78 when it is not UTF-8.
    static func text(_ path: String) throws(Failure) -> String {
        let bytes = try read(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badConfiguration, "\(path) is not UTF-8 text.")
        }
        return text
    }
}
