internal import IdentityResolution

/// An identifier column of the file. Slots stand in priority order, so the first one with a value
/// is the row's first identifier.
struct IdentifierSlot {
    /// Where an identifier of this type stands in a message (`identifiers-and-traits` §1, §13).
    enum Role: Equatable {
        case userID, anonymousID, groupID, email, googleAnalytics
        /// An ID of a device: 0 the device's own, 1 the advertising one, 2 the push token.
        case android(Int), ios(Int)
        /// Configured by the customer: a trait and an external ID.
        case custom

        init(type: String) {
            switch type {
            case "user_id": self = .userID
            case "anonymous_id": self = .anonymousID
            case "group_id": self = .groupID
            case "email": self = .email
            case "ga_client_id": self = .googleAnalytics
            case "android.id": self = .android(0)
            case "android.idfa": self = .android(1)
            case "android.push_token": self = .android(2)
            case "ios.id": self = .ios(0)
            case "ios.idfa": self = .ios(1)
            case "ios.push_token": self = .ios(2)
            default: self = .custom
            }
        }

        /// Whether its value also stands in `traits`.
        var isTrait: Bool { self == .email || self == .custom }

        var isDevice: Bool {
            switch self {
            case .android, .ios: true
            default: false
            }
        }
    }

    var column: Int
    /// Index into the configuration's identifiers.
    var rule: Int
    var type: String
    var role: Role

    /// The identifier columns of a file in priority order.
    static func slots(of map: ColumnMap) -> [IdentifierSlot] {
        var slots: [IdentifierSlot] = []
        for column in map.columns {
            guard case .identifier(let rule) = column.meaning,
                map.identifiers.indices.contains(rule)
            else { continue }
            let type = map.identifiers[rule].type
            slots.append(
                IdentifierSlot(
                    column: column.index, rule: rule, type: type, role: Role(type: type)))
        }
        return slots.sorted { ($0.rule, $0.column) < ($1.rule, $1.column) }
    }
}
