internal import ProfileCSV
internal import ProfileImport

/// The parts of a file with a checklist.
struct PartsView {
    let parts: SetupDelivery.Parts
    let target: Target
    let setup: Setup

    var html: HTML {
        let outcome = parts.outcome
        if let refusal = outcome.refusal {
            return Notice.box(.bad, "<p><strong>There are no parts.</strong> \(words(refusal))</p>", isNews: true)
        }
        return """
            \(remaining)
            <section class='card'><h2>Checklist</h2>
            <p class='soft'>Upload them one after the other, in this order; wait until one is done before the next.</p>
            \(table)
            <div class='row'><a class='button plain small' href='\(path(SplitChecklist.fileName))'>Download the \
            checklist</a></div></section>
            \(Notice.whereabouts("""
                The parts are on this server until you log out. Once you uploaded them, they are in Segment too, and \
                can only be removed there.
                """))
            """
    }

    private var table: HTML {
        var table = DataTable(
            "Parts",
            [
                .init(name: "Done"), .init(name: "Part"), .init(name: "Rows", isNumber: true),
                .init(name: "Size", isNumber: true), .init(name: "Rows of your sheet"), .init(name: ""),
            ])
        for (index, part) in parts.outcome.parts.enumerated() {
            table.append(
                .init("<input type='checkbox' aria-label='Part \(index + 1) is uploaded'>"), .text(part.name),
                .number(part.rows), .init("\(PageText.bytes(part.bytes))", style: "number"),
                .text("\(PageText.number(part.firstRow + 1)) to \(PageText.number(part.lastRow + 1))"),
                .init("<a class='button small' href='\(path(part.name))'>Download</a>"))
        }
        return table.html
    }

    /// What the page would still say no to.
    private var remaining: HTML {
        guard !parts.outcome.remaining.isEmpty else { return .none }
        let titles: [HTML] = parts.outcome.remaining.map {
            "<li>\(Explanation.of($0)?.title ?? $0.rawValue)</li>"
        }
        return Notice.box(.warn, """
            <p><strong>As they are, the page does not take them.</strong> Mend the file first:</p>\
            <ul class='list'>\(titles)</ul>
            <p class='row'><a class='button plain small' href='\(setup.path("problems"))'>Look at the problems</a></p>
            """)
    }

    private func words(_ refusal: SplitOutcome.Refusal) -> String {
        switch refusal {
        case .unreadable: "The file cannot be read to its end."
        case .personTooLarge(let firstRow, let rows, _):
            "One person has \(PageText.count(rows, "row")), the first of them row "
                + "\(PageText.number(firstRow + 1)): more than one part may have. Often such rows share a "
                + "placeholder instead of an identifier."
        }
    }

    private func path(_ name: String) -> String {
        setup.path("parts/\(target.rawValue)/") + PercentEncoding.encode(name)
    }
}
