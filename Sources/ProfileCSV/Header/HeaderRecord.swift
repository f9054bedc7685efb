/// The header of a file: its names and where they stand.
public struct HeaderRecord: Sendable, Hashable {
    /// Bytes of a header record at most: 1 MiB, sixteen for each of as many columns as there can be.
    /// A longer one is no header but text behind a quotation mark that nobody closed; names are
    /// copied, composed and encoded, each of which may take several times their bytes.
    package static let maxBytes = 1 << 20

    /// The names in file order, quotes undone.
    public var names: [[UInt8]]
    /// The file's index in the run's list, 1-based.
    public var file: Int
    /// Physical line, 1-based; more than 1 where empty lines come before.
    public var line: Int
    /// The row a spreadsheet shows.
    public var sheetRow: Int
    /// Where each name's field begins, in bytes from the file's start; empty when nobody knows.
    public var fieldBytes: [Int]
    /// The delimiter that the file was read with.
    public var delimiter: UInt8
    /// Whether the names stand in the file; `false` for those given with `--header`.
    public var isInFile: Bool

    public init(
        names: [[UInt8]], file: Int = 1, line: Int = 1, sheetRow: Int = 1, fieldBytes: [Int] = [],
        delimiter: UInt8 = UInt8(ascii: ","), isInFile: Bool = true
    ) {
        self.names = names
        self.file = file
        self.line = line
        self.sheetRow = sheetRow
        self.fieldBytes = fieldBytes
        self.delimiter = delimiter
        self.isInFile = isInFile
    }

    /// The header of some text, for small jobs and tests.
    public init(names: [String], delimiter: UInt8 = UInt8(ascii: ",")) {
        self.init(names: names.map { Array($0.utf8) }, delimiter: delimiter)
    }

    /// The place of the header, or of the name at a 0-based index.
    func place(_ index: Int? = nil) -> Problem.Place {
        var place = Problem.Place(file: file)
        if isInFile {
            place.sheetRow = sheetRow
            place.line = line
            if let index, fieldBytes.indices.contains(index) { place.byte = fieldBytes[index] }
        }
        place.column = index.map { $0 + 1 }
        return place
    }

    /// A name as reports show it.
    func text(_ index: Int) -> String { ShownName.text(names[index]) }
}
