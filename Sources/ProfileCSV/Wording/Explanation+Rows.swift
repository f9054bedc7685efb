extension Explanation {
    static let ofRows: [Explanation] = [
        Explanation(
            .messageTooLarge, "A row is too long to be sent.",
            meaning:
                "One message carries at most 32,000 bytes. A long row is sent in up to 14 messages, but a "
                + "single cell has to fit into one.",
            reason: "Segment would throw the message away without a word.",
            mend: "Shorten the text, or leave the column out: columns: {Notes: ignore}.",
            before: "u1,(a note of 40,000 letters)", after: "columns: {Notes: ignore}"),
        Explanation(
            .invalidValue, "A value is not of the type that its column has.",
            meaning:
                "The mapping or space.yaml has the column as number, boolean, date or json, and the value "
                + "is nothing of the kind. Nothing is guessed: 1,5 is no number, yes is not true.",
            reason: "A wrong guess would be in the profile for good.",
            mend:
                "Correct the value; or put words that stand for nothing into “null_values”; or give dates "
                + "their form with “format”.",
            before: "LTV,Since\n1.234,31.01.2026",
            after: "LTV,Since\n1234,31.01.2026   (mapping: Since: {type: date, format: DD.MM.YYYY})"
        ),
        Explanation(
            .requiredValue, "A cell is blank where the mapping requires a value.",
            meaning: "The mapping has “required: true” for this column.",
            reason: "You asked to be told.",
            mend: "Fill it in, remove the row, or take “required” out of the mapping.",
            before: "u1,", after: "u1,ann@example.com"),
        Explanation(
            .phoneFormat, "A phone number is written differently than the space has them.",
            meaning: "Segment compares phone numbers letter by letter.",
            reason:
                "The same number written in two ways is two people, and Unified Profiles finds callers "
                + "only by numbers of the form +15555550123.",
            mend: "Write all numbers as +, country code and number, without spaces.",
            before: "(555) 555-0123", after: "+15555550123"),
        Explanation(
            .formulaCell, "A cell begins like a formula.",
            meaning:
                "It begins with =, or with +, - or @ and calculates something or calls a function. Numbers, "
                + "phone numbers, list dashes and names such as @ann are none.",
            reason: "Whoever opens an export of the profiles in a spreadsheet would run it.",
            mend: "Remove the first sign if the cell is no formula on purpose.",
            before: "u1,=HYPERLINK(\"http://example.com\")", after: "u1,http://example.com"),
        Explanation(
            .testPerson, "A row looks like a test or an example.",
            meaning:
                "Addresses at example.com or at a domain of .example, .test or .invalid, names such as test@, "
                + "or one of the example rows that rollcall template writes. For a rehearsal with invented "
                + "people use example.org or example.net: they are never taken for tests.",
            reason: "In Unified Profiles nobody but Segment’s support can remove a profile again.",
            mend: "Remove the row before a real import.",
            before: "example-1,example-1@example.com", after: "(the row removed)"),
        Explanation(
            .regulatedData, "A column looks like data that the law protects specially.",
            meaning:
                "Payment card numbers (by their length, first digits and check digit), US social security "
                + "numbers (123-45-6789), or headers that speak of cards or of health. A column of long "
                + "numbers of which only one in ten would be a card is taken for what it is.",
            reason: "Unified Profiles meets neither HIPAA nor PCI; such data must not get there.",
            mend: "Leave the column out: columns: {\"Card\": ignore}.",
            before: "user_id,Card\nu1,4111111111111111", after: "columns: {\"Card\": ignore}"),
    ]
}
