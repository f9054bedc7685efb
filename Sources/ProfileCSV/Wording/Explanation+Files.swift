extension Explanation {
    static let ofFiles: [Explanation] = [
        Explanation(
            .fileType, "The file’s name does not end in .csv.",
            meaning: "The upload pages look at the end of the name before anything else.",
            reason: "Segment refuses the file without reading it. rollcall import takes any name.",
            mend: "Rename the file, or save it as CSV if it is something else.",
            before: "people.txt", after: "people.csv"),
        Explanation(
            .notCSV, "The file is something else than CSV.",
            meaning:
                "Its first bytes are those of an Excel workbook, a zip archive, a web page, JSON or a PDF.",
            reason: "Nothing in it can be read as rows of people, whatever the name says.",
            mend: "Open it where it was made and save it as “CSV UTF-8 (Comma delimited)”.",
            before: "people.csv (an Excel workbook that was renamed)",
            after: "people.csv (saved from Excel as “CSV UTF-8”)"),
        Explanation(
            .wrongDelimiter, "The columns are not separated by commas.",
            meaning:
                "The header holds semicolons, tabs or vertical bars where commas should be. Spreadsheets "
                + "in many countries write CSV with semicolons.",
            reason:
                "Read with commas the whole header is one name, and no column is recognised. The upload "
                + "pages take only commas.",
            mend:
                "For rollcall say which it is, for example --delimiter ';' or --delimiter tab. For an upload "
                + "page save the file with commas.",
            before: "user_id;email\nu1;ann@example.com", after: "user_id,email\nu1,ann@example.com"),
        Explanation(
            .emptyFile, "There is nobody in the file.",
            meaning: "The file is empty, or it has a header and no row below it.",
            reason: "There is nothing to load; most often an export went wrong.",
            mend: "Export again. rollcall template shows what the first line should be.",
            before: "user_id,email", after: "user_id,email\nu1,ann@example.com"),
        Explanation(
            .tooManyRows, "The file has more rows than the upload page takes.",
            meaning:
                "The upload page of Unify and Engage takes 1,000,000 rows, the guided setup of Unified "
                + "Profiles fewer than 10,000. The header and empty lines do not count.",
            reason: "Segment refuses the whole file.",
            mend:
                "rollcall import has no such limit. For an upload page cut the file into several.",
            before: "people.csv (1,200,000 rows)",
            after: "people-1.csv, people-2.csv (600,000 rows each)"),
        Explanation(
            .tooManyColumns, "The file has more than 299 columns.",
            meaning:
                "Every column but the identifiers becomes a trait, and one message carries at most 299.",
            reason:
                "The upload pages refuse the whole file. rollcall import sends a wide row in several messages.",
            mend: "Remove columns that the profiles do not need, or use rollcall import.",
            before: "a header of 320 columns", after: "a header of 299 columns, or rollcall import"),
        Explanation(
            .fileTooLarge, "The file is larger than 100 MB.",
            meaning:
                "What counts is its size after unpacking. It is not known whether Segment reads 100 MB as "
                + "100,000,000 or as 104,857,600 bytes: above the first this is a warning, above the second an error.",
            reason: "The upload pages refuse the whole file.",
            mend:
                "rollcall import has no such limit. For an upload page cut the file into several.",
            before: "people.csv (230 MB)", after: "three files of 77 MB each"),
        Explanation(
            .bom, "The file begins with an invisible mark.",
            meaning:
                "Excel writes three invisible bytes, called BOM, before the header of “CSV UTF-8” files.",
            reason:
                "rollcall leaves them out. On an upload page they would become part of the first header: "
                + "the column user_id would not be recognised.",
            mend: "For an upload page save the file in UTF-8 without BOM; most text editors can.",
            before: "(BOM)user_id,email", after: "user_id,email"),
        Explanation(
            .mixedLineEndings, "Lines end in different ways.",
            meaning:
                "Some lines end as on Windows (CR LF), others as elsewhere (LF), or with a lone CR.",
            reason:
                "rollcall reads all of them. It is often the trace of a file put together from several, "
                + "and now and then of a broken cell.",
            mend: "Nothing, if the number of rows is what you expect.",
            before: "u1,ann@example.com⟨CR⟩⟨LF⟩\nu2,bob@example.com⟨LF⟩",
            after: "u1,ann@example.com⟨LF⟩\nu2,bob@example.com⟨LF⟩"),
        Explanation(
            .compressed, "The file is compressed.",
            meaning: "It is a gzip file, which rollcall reads as it is.",
            reason: "The upload pages take only the unpacked file.",
            mend: "For an upload page unpack it: gunzip -k people.csv.gz",
            before: "people.csv.gz", after: "people.csv"),
    ]
}
