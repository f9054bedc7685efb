/// Letters of other scripts that look like Latin ones in most typefaces.
enum Homoglyphs {
    /// The Latin letter, digit or sign that a scalar is easily taken for; `nil` when it is none of
    /// these, or Latin itself.
    static func latin(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
        // The full-width forms of ASCII.
        if (0xFF01...0xFF5E).contains(scalar.value) {
            return Unicode.Scalar(scalar.value - 0xFEE0)
        }
        return table[scalar]
    }

    private static let table: [Unicode.Scalar: Unicode.Scalar] = {
        let pairs: [(String, String)] = [
            // Cyrillic
            ("аеорсухіјѕһԁԛԝӏ", "aeopcyxijshdqwl"),
            ("АВЕКМНОРСТУХІЈЅԚԜ", "ABEKMHOPCTYXIJSQW"),
            // Greek
            ("ονυρα", "ovupa"),
            ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
            // Armenian, and letters of phonetic writing
            ("օսոցԼ", "ounqL"),
            ("ɑɡıⅼ", "agil"),
        ]
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (others, latins) in pairs {
            for (other, latin) in zip(others.unicodeScalars, latins.unicodeScalars) {
                table[other] = latin
            }
        }
        return table
    }()

    /// The first letter of another script in a name that reads as Latin throughout but for such
    /// letters, and has Latin letters as well; a word wholly of another script is just that.
    static func stray(in name: [UInt8]) -> Unicode.Scalar? {
        var stray: Unicode.Scalar?
        var hasLatin = false
        for scalar in String(decoding: name, as: UTF8.self).unicodeScalars {
            if let latin = latin(for: scalar) {
                if latin.properties.isAlphabetic, stray == nil { stray = scalar }
            } else if scalar.isASCII {
                hasLatin = hasLatin || scalar.properties.isAlphabetic
            } else if scalar.properties.isAlphabetic {
                guard isLatinLetter(scalar) else { return nil }
                hasLatin = true
            }
        }
        return hasLatin ? stray : nil
    }

    private static func isLatinLetter(_ scalar: Unicode.Scalar) -> Bool {
        (0xC0...0x24F).contains(scalar.value) || (0x1E00...0x1EFF).contains(scalar.value)
    }
}
