import IdentifyMessages
import IdentityExamples
import IdentityResolution
import ProfileCSV

/// A small world as files and a configuration: every message a row, one column a type.
struct PlanFile {
    var world: SmallWorld
    var configuration: SpaceConfiguration

    /// 2026-01-01T00:00:00Z.
    static let start = 1_767_225_600_000

    init(seed: UInt64) {
        var world = SmallWorld(seed: seed)
        // Segment's own system limits; small worlds never reach them.
        world.maxMerges = 100
        world.maxMappings = 1_000
        for index in world.messages.indices {
            var seen: Set<String> = []
            world.messages[index].ids.removeAll { !seen.insert($0.type).inserted }
            world.messages[index].traits.removeAll { !seen.insert($0.name).inserted }
        }
        self.world = world
        configuration = SpaceConfiguration()
        configuration.identifiers = world.rules
        configuration.mapping = Mapping(columns: [
            .init(header: "at", meaning: .timestamp),
            // A blank field removes the trait; the others' leave it as it is.
            .init(header: "t2", meaning: .header, blank: seed % 2 == 0 ? .null : .omit),
        ])
    }

    /// The rows of some messages, header first.
    func csv(_ messages: Range<Int>) -> String {
        let types = world.rules.map(\.type)
        var text = (types + ["t0", "t1", "t2", "at"]).joined(separator: ",") + "\n"
        for message in world.messages[messages] {
            var fields = types.map { type in message.ids.first { $0.type == type }?.value ?? "" }
            for name in ["t0", "t1", "t2"] {
                fields.append(message.traits.first { $0.name == name }?.value ?? "")
            }
            fields.append(Timestamp.text(milliseconds: Self.start + message.hours * 3_600_000))
            text += fields.joined(separator: ",") + "\n"
        }
        return text
    }
}
