internal import IdentityResolution

/// One known profile with values of its own, as a kit is written from it.
struct UndoKitProfile {
    /// An identifier that it holds.
    struct Identifier {
        /// Index of its type among the rules; -1: a type that is not configured.
        var rule: Int
        var value: [UInt8]
    }

    /// A trait that it has.
    struct Trait {
        var name: [UInt8]
        /// The value as JSON; empty for one that was removed.
        var json: [UInt8]
    }

    let identifiers: [Identifier]
    let traits: [Trait]

    /// The profile at a place of a block.
    init(_ block: KnownBlock, _ place: Int) {
        let profile = block.profiles[place]
        identifiers = block.identifiers[profile.identifiers].map {
            Identifier(rule: $0.rule, value: Array(block.bytes[$0.value]))
        }
        traits = block.traits[profile.traits].map {
            Trait(name: Array(block.bytes[$0.name]), json: Array(block.bytes[$0.json]))
        }
    }
}
