extension Explanation {
    static let ofHeaders: [Explanation] = [
        Explanation(
            .emptyHeader, "A column has no name.",
            meaning:
                "The header’s cell is empty or holds only spaces. Spreadsheets leave such columns behind "
                + "the last one.",
            reason: "A trait needs a name. The upload pages refuse the file.",
            mend: "Name the column or delete it.",
            before: "user_id,email,\nu1,ann@example.com,",
            after: "user_id,email\nu1,ann@example.com"),
        Explanation(
            .headerSpaces, "A header has spaces at an end, or two in a row.",
            meaning:
                "A single space between two words is fine; every other one is refused by the upload pages.",
            reason:
                "Elsewhere “Plan ” becomes a trait of its own beside “Plan”, and nobody sees why.",
            mend: "Remove the spaces.",
            before: "user_id, First  Name", after: "user_id,First Name"),
        Explanation(
            .duplicateHeader, "Two columns have the same name.",
            meaning:
                "Names are compared letter by letter: “plan” and “Plan” are different. Letters that can be "
                + "stored in two ways (é) count as equal.",
            reason: "Which of the two values counts cannot be told.",
            mend: "Rename one, or remove it.",
            before: "user_id,phone,phone", after: "user_id,phone,phone_work"),
        Explanation(
            .missingIdentifier, "No column tells people apart.",
            meaning:
                "None of the headers is exactly the name of an identifier that the space is configured "
                + "for. group_id does not count: it names accounts.",
            reason:
                "Every row would make a new profile without a name. The upload pages take such a file only "
                + "where anonymous_id is configured.",
            mend:
                "Rename the column that tells people apart, or give a mapping with --mapping FILE. "
                + "rollcall space show lists the identifiers.",
            before: "Customer,Plan\nc-17,pro",
            after: "user_id,Plan\nc-17,pro\n(or the mapping: columns: {\"Customer\": user_id})"),
        Explanation(
            .missingColumn, "The mapping names a column that the file does not have.",
            meaning: "Headers are compared letter by letter, spaces and capitals included.",
            reason:
                "A column that was to be left out may stand there under a slightly different name and would "
                + "be sent; one that was to be an identifier would be none.",
            mend: "Correct the name in the mapping, or remove its line.",
            before: "columns: {\"Notes\": ignore}     # the file has “notes”",
            after: "columns: {\"notes\": ignore}"),
        Explanation(
            .nearMissHeader, "A header looks like a known name but is not.",
            meaning:
                "Email, userId, E-mail Address or emial where email or user_id were probably meant; or "
                + "“First name” where the space has the trait “First Name”.",
            reason:
                "A header counts letter by letter. Email becomes a trait, and nobody is recognised by it: "
                + "people who are in the space already are made a second time.",
            mend:
                "Rename the header, or give a mapping with --mapping FILE. If the name is meant as it stands, "
                + "say so in the mapping: {trait: Email}.",
            before: "userId,Email\nu1,ann@example.com",
            after:
                "user_id,email\nu1,ann@example.com\n(or the mapping: columns: {userId: user_id, Email: email})"
        ),
        Explanation(
            .confusableHeader, "A header has a letter of another alphabet that looks the same.",
            meaning:
                "A Cyrillic е and a Latin e cannot be told apart on a screen, but they are different letters.",
            reason:
                "The column is another one than it seems to be, and nobody who types its name will find it.",
            mend: "Type the header anew.",
            before: "еmail   (its first letter is Cyrillic)", after: "email"),
        Explanation(
            .newTrait, "A column would become a new trait.",
            meaning: "The space lists its known traits, and this column is none of them.",
            reason: "Traits cannot simply be removed from a space again.",
            mend:
                "Nothing, if it is meant. Otherwise map the column to a known trait or to ignore, or list the "
                + "trait in space.yaml.",
            before: "user_id,Internal remarks", after: "columns: {\"Internal remarks\": ignore}"),
        Explanation(
            .typeChange, "The values of a trait look like another type than the space has.",
            meaning:
                "The space knows the trait as a number, for example, and the file has text in it.",
            reason: "Audiences and predictions that expect the old type stop matching.",
            mend: "Correct the values, or give the type in the mapping.",
            before: "ltv\n1.234,50 EUR",
            after: "ltv\n1234.50   (mapping: columns: {ltv: {type: number}})"),
    ]
}
