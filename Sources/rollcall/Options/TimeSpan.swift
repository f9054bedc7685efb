internal import ArgumentParser

/// A length of time as people write it: `90s`, `15m`, `1h30m`, `30d`; a bare number is seconds.
struct TimeSpan: Sendable, Hashable, ExpressibleByArgument {
    let seconds: Int
    /// As it was typed.
    let text: String

    var duration: Duration { .seconds(seconds) }

    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        var total = 0
        var digits = ""
        var hasUnit = false
        for character in argument {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard let unit = units[character], let number = Int(digits), number < 1_000_000_000,
                total < 1_000_000_000
            else { return nil }
            total += number * unit
            digits = ""
            hasUnit = true
        }
        if !digits.isEmpty {
            guard !hasUnit, let number = Int(digits), number < 1_000_000_000 else { return nil }
            total = number
        }
        guard total > 0 else { return nil }
        seconds = total
        text = argument
    }
}
