internal import ArgumentParser

/// How the bytes of input files are to be understood, for the commands that read files.
struct ReadingFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The encoding, where it is neither UTF-8 nor UTF-16 with a byte order mark: "
                + "windows-1252, shift_jis …",
            valueName: "name"))
    var encoding: String?

    @Option(
        help: ArgumentHelp(
            "The character between two fields: ';', '|', tab … Default: the comma.",
            valueName: "c"))
    var delimiter: Delimiter?

    @Option(
        help: ArgumentHelp(
            "The column names of a file without a header: a,b,c, or @FILE to read them from a file.",
            valueName: "a,b,c|@file"))
    var header: String?
}

/// One ASCII character between two fields; `tab` and `\t` name the tabulator.
struct Delimiter: Sendable, Hashable, ExpressibleByArgument {
    let byte: UInt8

    static let comma = Delimiter(byte: UInt8(ascii: ","))

    /// As it is typed.
    var text: String { byte == 0x09 ? "tab" : String(Unicode.Scalar(byte)) }

    private init(byte: UInt8) {
        self.byte = byte
    }

    init?(argument: String) {
        let text = ["tab": "\t", "\\t": "\t"][argument] ?? argument
        guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80 else { return nil }
        // The quote and the line ends have a meaning of their own (design §7).
        guard ![UInt8(ascii: "\""), 0x0A, 0x0D, 0].contains(byte) else { return nil }
        self.byte = byte
    }
}
