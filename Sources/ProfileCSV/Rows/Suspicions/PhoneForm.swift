/// How a phone number is written. Segment compares numbers letter by letter, so a space should have
/// one form only.
public enum PhoneForm: String, Sendable, Hashable, CaseIterable {
    /// A plus, country code and number: `+15555550123`. Unified Profiles finds callers by this alone.
    case e164 = "+15555550123"
    /// Two zeros in place of the plus.
    case zeros = "0015555550123"
    /// Digits and nothing else.
    case digits = "15555550123"

    /// Whether an identifier of this type holds phone numbers. The name is the customer's choice, so
    /// these are the usual ones.
    public static func isPhone(type: String) -> Bool {
        types.contains(type.lowercased())
    }

    private static let types: Set<String> = [
        "phone", "phone_number", "phonenumber", "phone.number", "mobile", "mobile_phone",
        "mobile_number", "telephone", "msisdn", "whatsapp", "whatsapp_number",
    ]

    /// The form of one number; `nil` for any other, such as one with brackets.
    public static func of(_ value: UnsafeRawBufferPointer) -> PhoneForm? {
        guard let first = value.first else { return nil }
        let isE164 = first == UInt8(ascii: "+")
        let digits = isE164 ? UnsafeRawBufferPointer(rebasing: value[1...]) : value
        guard (7...17).contains(digits.count), digits.allSatisfy({ $0 &- 0x30 < 10 }) else {
            return nil
        }
        if isE164 { return digits.count <= 15 && digits[0] != 0x30 ? .e164 : nil }
        if digits[0] == 0x30, digits[1] == 0x30 { return .zeros }
        return digits.count <= 15 ? .digits : nil
    }
}
