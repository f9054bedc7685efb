extension Explanation {
    static let ofParsing: [Explanation] = [
        Explanation(
            .parseError, "A part of the file cannot be read as CSV.",
            meaning: """
                The report names what it is:
                unterminated_quote: a quotation mark opens a cell and is never closed
                text_after_quote: something follows the closing quotation mark of a cell
                too_few_fields: the row has fewer cells than the header has columns
                too_many_fields: the row has more cells than the header has columns
                invalid_utf8: letters in another encoding than UTF-8
                nul_byte: an invisible zero character
                record_too_long: one row of more than 16 MiB
                gzip_corrupt: the compressed file is damaged
                gzip_truncated: the compressed file ends too early
                unsupported_encoding: text that is not what its encoding writes, or an encoding that upload \
                pages do not take
                """,
            reason:
                "Which cell belongs to which column cannot be told any more, and a value in the wrong "
                + "column does more harm than a missing one. A quotation mark that is never closed, and a "
                + "damaged archive, end the reading: what comes after them was not checked.",
            mend:
                "Put cells with commas, line breaks or quotation marks into quotation marks, and write a "
                + "quotation mark inside them twice. For another encoding name it: --encoding windows-1252.",
            before: "user_id,name\nu1,Miller, Ann\nu2,\"the \"quick\" one\"",
            after: "user_id,name\nu1,\"Miller, Ann\"\nu2,\"the \"\"quick\"\" one\""),
        Explanation(
            .strayQuote, "A quotation mark stands inside a cell without quotation marks.",
            meaning:
                "The cell does not begin with a quotation mark, so the one inside is taken as text.",
            reason:
                "Some programs read such a file differently. Here it is kept, which is mostly what was meant.",
            mend:
                "Nothing, if the value is right. The strict way is to put the cell into quotation marks and "
                + "to write the one inside twice.",
            before: "u1,5\" pipe", after: "u1,\"5\"\" pipe\""),
        Explanation(
            .invalidCharacter, "A character is not in the list that Segment publishes.",
            meaning:
                "For its upload pages Segment lists the characters that a file may hold. By the letter the "
                + "list lacks many that people’s names need (ñ, Â, the apostrophe, the comma) and every script "
                + "but the Latin one. It speaks of the file, so every cell counts.",
            reason:
                "An upload page may refuse the whole file because of one such cell. Whether it really holds "
                + "all cells to the list is not known.",
            mend:
                "Change nobody’s name. Either deliver the file with rollcall import, which takes every letter; "
                + "or try a few such rows on the upload page and, if they arrive, use --characters headers or "
                + "“characters: headers” in space.yaml. A header has to be renamed.",
            before: "user_id,Año\nu1,O’Brien",
            after: "user_id,Year\nu1,O’Brien   (with --characters headers)"),
        Explanation(
            .invisibleCharacter, "A character is there that nobody can see.",
            meaning:
                "Control characters, marks that turn the direction of text, characters of a font’s own, and "
                + "such that do not exist. A tab or a line break is fine in a trait.",
            reason:
                "An identifier with one looks like another and matches nobody; so does a header. In other "
                + "cells it is sent as it is, with a warning.",
            mend: "Remove it, or export the file again. Typing the value anew is the surest way.",
            before: "u1⟨zero width space⟩,ann@example.com", after: "u1,ann@example.com"),
        Explanation(
            .fieldSpaces, "A cell has spaces that are probably not meant.",
            meaning:
                "Spaces at the start or the end of a cell, or two and more in a row. They are kept.",
            reason:
                "“ Berlin” and “Berlin” are two different values to every audience built on them.",
            mend: "Remove them where they are not meant.",
            before: "u1, Berlin", after: "u1,Berlin"),
    ]
}
