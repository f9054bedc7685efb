extension Explanation {
    static let ofIdentifiers: [Explanation] = [
        Explanation(
            .noIdentifier, "A row does not say whom it is about.",
            meaning:
                "All its identifier cells are blank, or hold values that the space blocks. A cell of only "
                + "spaces is blank; group_id does not count.",
            reason:
                "The row would make a new profile without a name, and another one at the next import.",
            mend:
                "Fill an identifier in, or remove the row. --max-errors lets the other rows go on without it. "
                + "--allow-anonymous sends it as a nameless profile all the same.",
            before: "user_id,email,plan\n,,pro", after: "user_id,email,plan\nu7,,pro"),
        Explanation(
            .edgeSpaceIdentifier, "An identifier has spaces at its start or end.",
            meaning: "Fields are kept as they are, spaces included.",
            reason: "Segment compares letter by letter: “u1 ” is somebody else than “u1”.",
            mend: "Remove the spaces. Where the rows leave this machine it is an error.",
            before: "u1 ,ann@example.com", after: "u1,ann@example.com"),
        Explanation(
            .identifierTooLong, "An account ID is longer than Segment takes.",
            meaning:
                "A group_id may have 500 characters; an emoji counts as two.",
            reason: "Segment drops the whole message with a longer one, and tells nobody.",
            mend: "Shorten it, clear the cell, or leave the column out with a mapping.",
            before: "user_id,group_id\nu1,(an ID of 600 characters)", after: "user_id,group_id\nu1,acct-7"),
        Explanation(
            .blockedValue, "An identifier has a value that the space blocks.",
            meaning:
                "Values such as 000000, -1, null and anonymous stand for nobody, and so do those that "
                + "space.yaml lists.",
            reason:
                "Many people share such a value and would become one. It is left out of the message and "
                + "does not count as an identifier of the row.",
            mend: "Clear the cell; or, if the value is real, take it from “blocked” in space.yaml.",
            before: "user_id,email\nu1,null", after: "user_id,email\nu1,"),
        Explanation(
            .damagedIdentifier, "An identifier was probably damaged on its way.",
            meaning: """
                The report names what it is:
                scientific: a number such as 1.23E+15, whose digits are lost
                rounded: 16 digits and more, the last of which became zeros
                leading_zeros: the zeros at its start were lost, as the column's other values show
                date: a number that a spreadsheet took for a date, such as 1-Mar
                error_text: #N/A, NULL and other words for nothing
                mojibake: letters in the wrong encoding, Ã© for é
                cut: a cell of 32,767 characters, where spreadsheets cut
                cut_file: as many rows as a spreadsheet has, so that the rest may be missing
                """,
            reason: "It matches nobody, or the wrong person.",
            mend:
                "Export again with the column as text, and do not open the file in a spreadsheet in between. Clear "
                + "cells that hold an error or a word for nothing.",
            before: "1.23457E+11", after: "123456789012"),
        Explanation(
            .sharedIdentifier, "Many rows share one value of an identifier.",
            meaning: "Rows that differ otherwise have the same e-mail address or number.",
            reason:
                "They would become one person, and people who were made one cannot be separated again.",
            mend: "If it is a placeholder, clear the cells or block the value in space.yaml.",
            before: "u1,info@example.com\nu2,info@example.com\nu3,info@example.com",
            after: "u1,\nu2,\nu3,"),
        Explanation(
            .conflictingIdentifiers, "Rows of one person have different values of an identifier.",
            meaning: "Two rows share an e-mail address, for example, but each has another user_id.",
            reason: "Either two people become one, or one of the values is left off.",
            mend: "Look whose value it is and clear it in the other row.",
            before: "u1,ann@example.com\nu2,ann@example.com",
            after: "u1,ann@example.com\nu2,"),
        Explanation(
            .caseVariantIdentifier, "Two identifiers differ only in capital letters or spaces around them.",
            meaning:
                "Segment compares letter by letter: Ann@example.com and ann@example.com are two values. The "
                + "other one stands in an earlier row, or on a profile of the space.",
            reason: "The same person may be made twice.",
            mend: "Write both the same way.",
            before: "u1,Ann@example.com\n,ann@example.com",
            after: "u1,ann@example.com\n,ann@example.com"),
        Explanation(
            .repeatedPerson, "A person stands in several rows with different values.",
            meaning:
                "Rows that share an identifier are one person. They take effect in the order of the file.",
            reason: "Where they differ the last row counts, which may not be what was meant.",
            mend: "Nothing, if it is; otherwise keep one row.",
            before: "u1,Berlin\nu1,Hamburg", after: "u1,Hamburg"),
    ]
}
