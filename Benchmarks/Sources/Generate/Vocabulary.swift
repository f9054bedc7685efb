import Foundation

/// The words the inputs are made of; all people are invented.
enum Vocabulary {
    static let firstNames = words(
        """
        Anna Jürgen Zoë François Łukasz Søren Åsa Jan José María Müge Ólafur Þóra Dvořák Agnès Małgorzata \
        Günther Emma Liam Noah Olivia Ava Sophia Lucas Mia Ethan Amelia Jack Harry Ella Léa Chloé Inès \
        Björn Øyvind Şebnem Čeněk John Mary Peter Paul Susan Linda Kevin Brian Carol Diana Frank Grace \
        Helen Irene James Karen Laura Mark Nancy Oscar
        """)
    static let lastNames = words(
        """
        Smith Johnson Müller Schröder García Núñez Gonçalves Ångström Østergård Kowalski Wiśniewska Nagy \
        Horváth Popović O'Brien Dubois Lefèvre Brown Jones Miller Davis Wilson Taylor Clark Lewis Walker \
        Hall Young King Wright Scott Green Baker Adams Nelson Hill Ramírez Campbell Mitchell Roberts \
        Carter Phillips Evans Turner Parker Collins Edwards
        """)
    static let cities = words(
        """
        London Paris Berlin Madrid Roma Warszawa København Göteborg Malmö Zürich Genève Wien Praha \
        Budapest Lisboa Porto Reykjavík Oslo Helsinki Tallinn Amsterdam Brussels Dublin Cork Glasgow \
        Manchester Leeds Bristol Köln München Düsseldorf New-York Boston Chicago Austin Seattle Denver \
        Toronto Montréal Québec
        """)
    static let countries = words("GB FR DE ES IT PL DK SE CH AT CZ HU PT IS NO FI EE NL BE IE US CA")
    static let plans = words("free basic pro business enterprise")
    static let domains = words("example.com mail.example.org corp.example.net test.example.io")
    static let notes = words(
        """
        called back later about the renewal of contract and asked for a discount on next invoice prefers \
        email to phone met at trade fair in spring interested in the pro plan needs approval from finance \
        department
        """)
    static let firstMailNames = firstNames.map(mailName)
    static let lastMailNames = lastNames.map(mailName)

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    /// A name as it stands in a mail address: ASCII letters, lower case.
    private static func mailName(_ name: String) -> String {
        let letters = [
            ("ø", "o"), ("Ø", "O"), ("ł", "l"), ("Ł", "L"), ("þ", "th"), ("Þ", "Th"), ("ı", "i"), ("'", ""),
        ]
        let replaced = letters.reduce(name) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
        let ascii = replaced.decomposedStringWithCompatibilityMapping.unicodeScalars.filter(\.isASCII)
        return String(String.UnicodeScalarView(ascii)).lowercased()
    }
}
