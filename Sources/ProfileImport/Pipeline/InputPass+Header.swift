extension InputPass {
    /// Files of one run have equal headers, byte for byte.
    static func compare(
        _ names: [[UInt8]], with first: inout [[UInt8]]?, file: String
    ) throws(ImportError) {
        guard let expected = first else {
            first = names
            return
        }
        guard names != expected else { return }
        let column = zip(names, expected).enumerated().first { $0.element.0 != $0.element.1 }?
            .offset
        let place = column ?? min(names.count, expected.count)
        throw ImportError(
            .configuration,
            detail:
                "its header differs from the first file's in column \(place + 1); import files with "
                + "different headers one by one", path: file)
    }
}
