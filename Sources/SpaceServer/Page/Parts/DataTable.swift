/// A table that can be scrolled by keyboard, and on a phone becomes a list of small cards.
struct DataTable {
    /// A column: its name, and whether it holds numbers.
    struct Column {
        var name: String
        var isNumber = false
    }

    /// A cell: what stands in it, and its class.
    struct Cell {
        var content: HTML
        var style: String

        init(_ content: HTML, style: String = "") {
            self.content = content
            self.style = style
        }

        /// A plain text.
        static func text(_ text: String) -> Cell { Cell("\(text)") }

        /// A value of a file or a profile.
        static func value(_ text: String) -> Cell { Cell("\(PageText.shortened(text, to: 400))", style: "value") }

        static func number(_ number: Int?) -> Cell {
            Cell(number.map { "\(PageText.number($0))" } ?? "–", style: "number")
        }
    }

    /// For screen readers and as the name of the region that scrolls.
    var label: String
    var columns: [Column]
    private var rows: [HTML] = []
    /// Whether the first cell of a row names it.
    var namesRows = false
    /// Whether it becomes cards on a phone.
    var becomesCards = true

    init(_ label: String, _ columns: [Column], namesRows: Bool = false, becomesCards: Bool = true) {
        self.label = label
        self.columns = columns
        self.namesRows = namesRows
        self.becomesCards = becomesCards
    }

    init(_ label: String, _ names: String..., namesRows: Bool = false) {
        self.init(label, names.map { Column(name: $0) }, namesRows: namesRows)
    }

    var isEmpty: Bool { rows.isEmpty }

    mutating func append(_ cells: Cell...) { append(cells) }

    mutating func append(_ cells: [Cell]) {
        var row: HTML = "<tr>"
        for (index, cell) in cells.enumerated() {
            let name = columns.indices.contains(index) ? columns[index].name : ""
            let style: HTML = cell.style.isEmpty ? "" : " class='\(cell.style)'"
            row += index == 0 && namesRows
                ? "<th scope='row'\(style)>\(cell.content)</th>"
                : "<td\(style) data-label='\(name)'>\(cell.content)</td>"
        }
        rows.append(row + "</tr>\n")
    }

    var html: HTML {
        let head: [HTML] = columns.map { column in
            let style: HTML = column.isNumber ? " class='number'" : ""
            return column.name.isEmpty
                ? "<td\(style)></td>" : "<th scope='col'\(style)>\(column.name)</th>"
        }
        return """
            <div class='scroll' role='group' aria-label='\(label)' tabindex='0'>\
            <table class='\(becomesCards ? "cards" : "")'><thead><tr>\(head)</tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }
}
