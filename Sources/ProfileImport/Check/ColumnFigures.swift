internal import IdentityResolution
internal import ProfileCSV

/// What the report says of each column: the review step of the guided setup (design §6).
enum ColumnFigures {
    /// Fills `identifiers` and `traits` of a report, in column order.
    static func fill(_ report: inout Report, map: ColumnMap, statistics: RowStatistics) {
        for (column, figures) in zip(map.columns, statistics.columns) {
            let header = ShownName.text(column.header)
            switch column.meaning {
            case .identifier(let rule):
                report.identifiers.append(
                    Report.IdentifierColumn(
                        column: column.index + 1, header: header,
                        identifier: map.identifiers[rule].type,
                        location: location(of: map.identifiers[rule].type),
                        filled: figures.filled,
                        distinct: figures.isDistinctExact
                            ? figures.distinct : figures.estimatedDistinct(rows: statistics.rows),
                        isDistinctEstimated: !figures.isDistinctExact))
            case .trait(let name):
                report.traits.append(
                    Report.TraitColumn(
                        column: column.index + 1, header: header,
                        trait: ShownName.text(name), filled: figures.filled,
                        looksLike: figures.looksLike.rawValue, longestBytes: figures.longestBytes,
                        distinct: figures.isDistinctExact
                            ? figures.distinct : figures.estimatedDistinct(rows: statistics.rows),
                        isDistinctEstimated: !figures.isDistinctExact,
                        samples: figures.samples.map { String(decoding: $0, as: UTF8.self) }))
            case .timestamp, .ignore:
                break
            }
        }
    }

    /// Where the identifier stands in a message (`identifiers-and-traits` §4, §5).
    static func location(of type: String) -> String {
        switch type {
        case "user_id": "userId"
        case "anonymous_id": "anonymousId"
        case "group_id": "groupId"
        case "email": "traits.email"
        case "android.id", "ios.id": "context.device.id"
        case "android.idfa", "ios.idfa": "context.device.advertisingId"
        case "android.push_token", "ios.push_token": "context.device.token"
        case "ga_client_id": "context.integrations.Google Analytics.clientId"
        default: "context.externalIds"
        }
    }
}
