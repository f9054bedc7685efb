internal import Glibc

extension DescriptorSource {
    /// Opens a file for reading; it is closed with the source.
    ///
    /// - Throws: `no_input` where there is no such file, it is a directory or may not be read; `io`
    ///   for anything else.
    public static func file(_ path: String) throws(ByteSourceError) -> DescriptorSource {
        while true {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 {
                do throws(ByteSourceError) {
                    return try DescriptorSource(descriptor: descriptor, closesDescriptor: true)
                } catch {
                    close(descriptor)
                    throw error
                }
            }
            let code = errno
            if code == EINTR { continue }
            let isMissing = [ENOENT, ENOTDIR, EACCES, EPERM, ELOOP, ENAMETOOLONG, EISDIR]
                .contains(code)
            throw ByteSourceError(isMissing ? .noInput : .io, byte: 0, detail: systemMessage(code))
        }
    }

    /// Standard input, which stays open.
    public static func standardInput() throws(ByteSourceError) -> DescriptorSource {
        try DescriptorSource(descriptor: STDIN_FILENO)
    }
}
