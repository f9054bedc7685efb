internal import Glibc

/// The operating system's own words for an `errno`.
func systemMessage(_ code: CInt) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

extension Failure {
    /// A refused write: 74, with the name of what was written.
    static func write(to name: String, code: CInt) -> Failure {
        Failure(
            .ioError, "Writing \(name) failed: \(systemMessage(code)).",
            advice: code == ENOSPC ? "Free some space, then run the command again." : nil)
    }

    /// A file that cannot be made: 73.
    static func create(_ path: String, code: CInt) -> Failure {
        Failure(.cannotCreateOutput, "Cannot create \(path): \(systemMessage(code)).")
    }

    /// A file that is there already: 73.
    static func exists(_ path: String) -> Failure {
        Failure(
            .cannotCreateOutput, "\(path) is there already.",
            advice: "Name another file, or add --force to replace it.")
    }
}
