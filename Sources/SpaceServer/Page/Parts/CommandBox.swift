internal import ProfileCSV

/// The command line that does the same as a page: every step shows it.
enum CommandBox {
    /// - Parameter words: of one command, as a shell's words; several commands stand below each other.
    static func same(_ commands: [[String]], note: HTML? = nil) -> HTML {
        let lines: [HTML] = commands.map { words in
            "<div class='shell'><code>\(words.map(ShellWord.quoted).joined(separator: " "))</code>"
                + "<button type='button' class='plain small only-js' data-copy>Copy</button></div>"
        }
        let note: HTML? = note.map { "<p class='note'>\($0)</p>" }
        return """
            <details class='command'><summary>The same on the command line</summary>\
            <div class='stack'>\(lines)\(note)</div></details>
            """
    }

    static func same(_ words: String..., note: HTML? = nil) -> HTML { same([words], note: note) }
}
