/// Payment card numbers and US social security numbers by their form; Unified Profiles must hold
/// neither.
enum RegulatedValues {
    /// How a value stands to the numbers of payment cards.
    enum Card {
        case no
        /// Of the length and first digits of a card, but its check digit is wrong.
        case shaped
        case valid
    }

    /// Complexity: O(bytes).
    static func card(_ value: UnsafeRawBufferPointer) -> Card {
        guard let digits = digits(value), isIssued(digits) else { return .no }
        return hasCheckDigit(digits) ? .valid : .shaped
    }

    /// `123-45-6789`, with numbers that are given out: no 000, 666 or 9xx, no 00, no 0000.
    static func isSSN(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count == 11, value[3] == dash, value[6] == dash else { return false }
        var number = 0
        for at in [0, 1, 2, 4, 5, 7, 8, 9, 10] {
            let digit = value[at] &- 0x30
            guard digit < 10 else { return false }
            number = number * 10 + Int(digit)
        }
        let area = number / 1_000_000
        return area != 0 && area != 666 && area < 900 && number / 10_000 % 100 != 0
            && number % 10_000 != 0
    }

    private static let dash = UInt8(ascii: "-")

    /// 14 to 19 digits, written together or in groups with single spaces or dashes between them.
    private static func digits(_ value: UnsafeRawBufferPointer) -> [UInt8]? {
        var digits: [UInt8] = []
        var separator: UInt8?
        var group = 0
        for byte in value {
            let digit = byte &- 0x30
            if digit < 10 {
                digits.append(digit)
                group += 1
            } else {
                guard byte == 0x20 || byte == dash, separator ?? byte == byte, group >= 4 else {
                    return nil
                }
                separator = byte
                group = 0
            }
        }
        // In groups of four, but for American Express (4-6-5) and Diners (4-6-4).
        guard (14...19).contains(digits.count), group > 0 else { return nil }
        return digits
    }

    /// The first digits and lengths of cards that are in use.
    private static func isIssued(_ digits: [UInt8]) -> Bool {
        let two = Int(digits[0]) * 10 + Int(digits[1])
        let four = two * 100 + Int(digits[2]) * 10 + Int(digits[3])
        switch digits.count {
        case 14: return two == 36 || two == 38 || (3000...3059).contains(four)
        case 15: return two == 34 || two == 37
        case 16:
            return digits[0] == 4 || (51...55).contains(two) || (2221...2720).contains(four)
                || four == 6011 || (6440...6599).contains(four) || (3528...3589).contains(four)
                || two == 62
        default: return two == 62
        }
    }

    /// The check digit of Luhn's formula.
    private static func hasCheckDigit(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let twice = Int(digit) * 2
            sum += index.isMultiple(of: 2) ? Int(digit) : twice > 9 ? twice - 9 : twice
        }
        return sum.isMultiple(of: 10)
    }
}
