/// Headers that announce data which must not get into Unified Profiles: it meets neither HIPAA nor PCI.
enum RegulatedHeaders {
    /// The `kind` of `regulated_data`; `nil` for any other header. Whole words decide: a discard is no
    /// card, and an address of a clinic no diagnosis.
    static func kind(of header: [UInt8]) -> String? {
        guard header.count <= NearMissRules.longestName else { return nil }
        let words = words(of: header)
        for start in words.indices {
            for count in 1...longest where start + count <= words.count {
                if let kind = kinds[words[start..<start + count].joined()] { return kind }
            }
        }
        return nil
    }

    /// Words of the longest phrase.
    private static let longest = 4

    /// The phrases as they are written in one word.
    private static let kinds: [String: String] = {
        let pairs = table.flatMap { kind, phrases in
            phrases.map { ($0.filter { $0 != " " }, kind) }
        }
        return Dictionary(pairs) { first, _ in first }
    }()

    /// Small words: `cardNumber`, `card_number` and `Card Number` are two words each.
    private static func words(of header: [UInt8]) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        func end() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        for scalar in String(decoding: header, as: UTF8.self).unicodeScalars {
            let isUpper = scalar.properties.isUppercase
            if isUpper && wasLower { end() }
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                word += scalar.properties.lowercaseMapping
            } else {
                end()
            }
            wasLower = scalar.properties.isLowercase
        }
        end()
        return words
    }

    private static let table: [(kind: String, phrases: [String])] = [
        (
            "card",
            [
                "card number", "card no", "credit card", "creditcard", "debit card", "cc number",
                "cvv",
                "cvc", "card pan", "kreditkarte", "kreditkartennummer", "numéro de carte",
            ]
        ),
        ("ssn", ["ssn", "social security", "social security number", "social security no"]),
        (
            "health",
            [
                "diagnosis", "diagnoses", "icd10", "icd 10", "icd9", "icd 9", "icd code",
                "medical record", "medical record number", "mrn", "medical history", "prescription",
                "medication", "medications", "blood type", "allergies", "patient id", "patient",
                "health condition", "diagnose", "diagnostic code",
            ]
        ),
    ]
}
