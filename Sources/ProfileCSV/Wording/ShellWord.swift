/// Words of a command that can be copied.
package enum ShellWord {
    /// A file as a word: one whose name begins with a dash is no flag then, and standard input, which can be
    /// read but once, is some file.
    package static func file(_ name: String) -> String {
        name == "-" ? "FILE" : quoted(name.hasPrefix("-") ? "./" + name : name)
    }

    /// A word as a POSIX shell takes it, in quotes only where needed.
    package static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
                true
            default: "-_./:=,+@%".utf8.contains(byte)
            }
        }
        if isPlain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
