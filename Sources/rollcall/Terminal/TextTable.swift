/// Columns that line up: text on the left, numbers on the right.
struct TextTable {
    enum Alignment {
        case left, right
    }

    private let alignments: [Alignment]
    private var rows: [[String]] = []

    init(_ alignments: [Alignment]) {
        self.alignments = alignments
    }

    mutating func append(_ cells: [String]) {
        rows.append(cells)
    }

    /// The lines, two spaces between columns, none at the end.
    func lines(indent: Int = 0) -> [String] {
        let widths = alignments.indices.map { column in
            rows.map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = String(repeating: " ", count: indent)
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - Self.width(cell))
                line += alignments[column] == .left ? cell + space : space + cell
                if column < row.count - 1 { line += "  " }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Cells a terminal gives the text: escape sequences take none, wide characters two.
    static func width(_ text: String) -> Int {
        var width = 0
        var isEscape = false
        for character in text {
            if character == "\u{1B}" { isEscape = true }
            if isEscape {
                if character == "m" { isEscape = false }
                continue
            }
            guard let value = character.unicodeScalars.first?.value else { continue }
            switch value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
                0x20000...0x3FFFD:
                width += 2
            default: width += 1
            }
        }
        return width
    }
}
