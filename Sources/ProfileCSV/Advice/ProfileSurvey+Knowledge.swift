internal import IdentityResolution

/// What the profiles of a space say about columns of a file.
extension ProfileSurvey {
    /// The configuration with the traits that the profiles have beside those it lists, without types: a
    /// column gets none from them. Names that look like a slip for an identifier or a listed trait came
    /// of such a slip, and must not make the next one right.
    ///
    /// - Complexity: O(names · known names).
    package func completing(_ configuration: SpaceConfiguration) -> SpaceConfiguration {
        let listed = NearMiss(configuration, taken: [])
        var known = Set(configuration.traits.map { Array($0.name.utf8) })
        known.formUnion(configuration.identifiers.map { Array($0.type.utf8) })
        var completed = configuration
        for name in traits.keys.sorted(by: { $0.lexicographicallyPrecedes($1) })
        where !known.contains(name) && name.count <= NearMissRules.longestName {
            guard UTF8Check.firstInvalidByte(in: name) == nil, listed.meant(by: name) == nil else {
                continue
            }
            completed.traits.append(.init(name: String(decoding: name, as: UTF8.self)))
        }
        return completed
    }

    /// The form of the space's phone numbers, where there are some and at least nine in ten have it.
    package var phoneForm: PhoneForm? {
        var counts: [PhoneForm?: Int] = [:]
        for values in identifiers where PhoneForm.isPhone(type: values.type) {
            var start = 0
            values.bytes.withUnsafeBytes { bytes in
                for end in values.ends {
                    counts[PhoneForm.of(UnsafeRawBufferPointer(rebasing: bytes[start..<end])), default: 0] += 1
                    start = end
                }
            }
        }
        let all = counts.values.reduce(0, +)
        return PhoneForm.allCases.first { (counts[$0] ?? 0) * 10 >= max(all, 1) * 9 }
    }

    /// The type that the space's values of a trait have; `nil` where they differ or are nested.
    func type(ofTrait name: [UInt8]) -> ValueType? {
        switch kind(ofTrait: name) {
        case .string: .string
        case .number: .number
        case .boolean: .boolean
        case .nested, nil: nil
        }
    }
}

extension ValueType {
    /// What a value of it is as JSON: a date is sent as text. `nil`: whatever the cell says.
    var sentAs: ValueType? {
        switch self {
        case .string, .date: .string
        case .number: .number
        case .boolean: .boolean
        case .json: nil
        }
    }
}
