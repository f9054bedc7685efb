/// What remains of a name when letter case, spaces, punctuation, and letters that only look alike are
/// taken away: `E-Mail`, `e_mail` and `еmail` with a Cyrillic е all become `email`.
struct NameKey: Sendable, Hashable {
    let scalars: [Unicode.Scalar]
    /// The letters of other scripts that were read as the Latin ones they look like.
    let lookalikes: [Unicode.Scalar]

    init(_ name: [UInt8]) {
        var scalars: [Unicode.Scalar] = []
        var lookalikes: [Unicode.Scalar] = []
        for scalar in String(decoding: name, as: UTF8.self).unicodeScalars {
            if let latin = Homoglyphs.latin(for: scalar) {
                lookalikes.append(scalar)
                scalars += String(latin).lowercased().unicodeScalars
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                scalars += scalar.properties.lowercaseMapping.unicodeScalars
            }
        }
        self.scalars = scalars
        self.lookalikes = lookalikes
    }

    /// The digits in order: names that differ in them are different on purpose.
    var digits: [Unicode.Scalar] { scalars.filter { ("0"..."9").contains($0) } }

    var text: String { String(String.UnicodeScalarView(scalars)) }

    static func == (a: NameKey, b: NameKey) -> Bool { a.scalars == b.scalars }

    func hash(into hasher: inout Hasher) { hasher.combine(scalars) }
}
