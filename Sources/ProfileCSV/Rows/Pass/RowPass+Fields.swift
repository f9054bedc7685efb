internal import IdentityResolution
internal import RollcallCSV

/// A closer look at a field that the scan marked: characters, spaces, doubled quotes.
extension RowPass {
    /// Finds what is wrong with the characters of a field and leaves its value in `values`.
    ///
    /// - Parameter classes: what its marked characters are; not empty.
    @inline(never)
    mutating func inspect(
        _ column: Int, _ classes: FieldClasses, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        let bytes = values.bytes(column)
        let mayBeBlank = !classes.isDisjoint(with: [.leadingSpace, .tab])
        let isBlank = mayBeBlank && bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if findings.isEmpty || !hasBadEncoding(column) {
            checkCharacters(column, bytes, classes, isBlank: isBlank, record, chunk)
        }
        if isBlank {
            values.lengths[column] = 0
            return
        }
        if !classes.isDisjoint(with: .anySpace) {
            foundSpaces(column, bytes, classes, record, chunk)
        }
        if classes.contains(.quote), isQuoted(column, record) { undoQuotes(column, bytes, record) }
    }

    /// Whether the value at hand was read from between quotes.
    private mutating func isQuoted(_ column: Int, _ record: RecordWalker) -> Bool {
        values.starts[column] != record.base + record.fieldStart(column)
    }

    private mutating func hasBadEncoding(_ column: Int) -> Bool {
        findings.contains { $0.kind == .invalidUTF8 && $0.field == column }
    }

    @inline(__always)
    private mutating func checkCharacters(
        _ column: Int, _ bytes: UnsafeRawBufferPointer, _ classes: FieldClasses, isBlank: Bool,
        _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        if classes.contains(.nul) { foundNUL(column, bytes, record, chunk) }
        let needsWalk = classes.contains(.needsWalk)
        if options.characters == .all, classes.contains(.unlisted) || needsWalk {
            checkListed(column, bytes, classes, record, chunk)
        }
        let isIdentifier = isIdentifierColumn[column]
        if isIdentifier, classes.contains(.unlisted) || needsWalk, Mojibake.occurs(in: bytes) {
            foundDamage(.mojibake, column, record, chunk)
        }
        let suspect: FieldClasses = isIdentifier ? .invisibleInIdentifier : .invisibleInTrait
        if classes.contains(suspect) || needsWalk, !isBlank {
            checkVisible(column, bytes, isIdentifier, record, chunk)
        }
    }

    @inline(never)
    private mutating func foundNUL(
        _ column: Int, _ bytes: UnsafeRawBufferPointer, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        guard found(.nulByte, .all) else { return }
        let offset = bytes.firstIndex(of: 0) ?? 0
        show(
            .nulByte, .all, chunk, column: column,
            byte: fieldByte(column, record, chunk) + offset,
            excerpt: Excerpt.around(offset, in: bytes))
    }

    /// Characters that the published list lacks, for the upload pages. One problem a field.
    @inline(never)
    private mutating func checkListed(
        _ column: Int, _ bytes: UnsafeRawBufferPointer, _ classes: FieldClasses,
        _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        if classes.contains(.needsWalk),
            AllowedCharacters.published.firstViolation(in: bytes) == nil
        {
            return
        }
        guard found(.invalidCharacter, .uploaders),
            let violation = AllowedCharacters.published.firstViolation(in: bytes)
        else { return }
        showCharacter(.invalidCharacter, .uploaders, violation, column, bytes, record, chunk)
    }

    /// Control characters and the like: never in identifiers, and worth a warning in traits.
    @inline(never)
    private mutating func checkVisible(
        _ column: Int, _ bytes: UnsafeRawBufferPointer, _ isIdentifier: Bool,
        _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        guard map.columns[column].meaning != .ignore,
            let violation = Self.firstInvisible(bytes, isIdentifier: isIdentifier)
        else { return }
        let finding: RowFinding = isIdentifier ? .invisibleInIdentifier : .invisibleInTrait
        guard found(finding, .api) else { return }
        showCharacter(finding, .api, violation, column, bytes, record, chunk)
    }

    /// TAB, LF and CR are text in a trait, but in an identifier nobody sees them.
    private static func firstInvisible(
        _ bytes: UnsafeRawBufferPointer, isIdentifier: Bool
    ) -> CharacterViolation? {
        guard isIdentifier else { return InvisibleCharacters.inTraits.firstViolation(in: bytes) }
        let invisible = InvisibleCharacters.inIdentifiers.firstViolation(in: bytes)
        let control = bytes.firstIndex { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        guard let control, control < invisible?.byteOffset ?? .max else { return invisible }
        return CharacterViolation(byteOffset: control, codePoint: UInt32(bytes[control]))
    }

    private mutating func showCharacter(
        _ finding: RowFinding, _ targets: TargetSet, _ violation: CharacterViolation, _ column: Int,
        _ bytes: UnsafeRawBufferPointer, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        show(
            finding, targets, chunk, column: column,
            byte: fieldByte(column, record, chunk) + violation.byteOffset,
            arguments: ["code_point": violation.code],
            excerpt: Excerpt.around(violation.byteOffset, in: bytes))
    }

    @inline(never)
    private mutating func foundSpaces(
        _ column: Int, _ bytes: UnsafeRawBufferPointer, _ classes: FieldClasses,
        _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        var kinds: [String] = []
        if classes.contains(.leadingSpace) { kinds.append("leading") }
        if classes.contains(.trailingSpace) { kinds.append("trailing") }
        let identifier = identifierTargets(of: column)
        let byte = fieldByte(column, record, chunk)
        if !kinds.isEmpty, !identifier.isEmpty {
            if found(.edgeSpaceIdentifier, identifier) {
                show(
                    .edgeSpaceIdentifier, identifier, chunk, column: column, byte: byte,
                    arguments: [
                        "kind": kinds.joined(separator: ","), "identifier": identifierType(column),
                    ],
                    excerpt: Excerpt.around(0, in: bytes))
            }
            kinds = []
        }
        if classes.contains(.doubleSpace) { kinds.append("consecutive") }
        let concerned: TargetSet = map.columns[column].meaning == .ignore ? .uploaders : .all
        if !kinds.isEmpty, found(.fieldSpaces, concerned) {
            show(
                .fieldSpaces, concerned, chunk, column: column, byte: byte,
                arguments: ["kind": kinds.joined(separator: ",")],
                excerpt: Excerpt.around(0, in: bytes))
        }
    }

    /// Targets that read an identifier from the column.
    private func identifierTargets(of column: Int) -> TargetSet {
        var targets: TargetSet = []
        if case .identifier = map.columns[column].meaning { targets.formUnion(.api) }
        if case .identifier = map.columns[column].uploadMeaning { targets.formUnion(.uploaders) }
        return targets
    }

    private func identifierType(_ column: Int) -> String {
        for meaning in [map.columns[column].meaning, map.columns[column].uploadMeaning] {
            if case .identifier(let rule) = meaning { return map.identifiers[rule].type }
        }
        return ""
    }

    /// Puts the value of a field with doubled quotes into the scratch of the row.
    private mutating func undoQuotes(
        _ column: Int, _ bytes: UnsafeRawBufferPointer, _ record: RecordWalker
    ) {
        let room = record.rawBytes.count
        // Only the first such field of a row can come here: the values of a record are never longer
        // than the record, so nothing of this row lies in the old memory.
        if rewrittenCapacity < room { makeScratch(room) }
        let target = rewritten + rewrittenCount
        let count = RecordMarks.unescape(bytes, to: target)
        rewrittenCount += count
        values.starts[column] = UnsafePointer(target.assumingMemoryBound(to: UInt8.self))
        values.lengths[column] = UInt32(truncatingIfNeeded: count)
    }

    private mutating func makeScratch(_ room: Int) {
        (rewritten - 64).deallocate()
        rewritten = Self.scratch(room)
        rewrittenCapacity = room
    }

    /// So many bytes with 64 in front and behind that can be read, as a chunk has them.
    static func scratch(_ room: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: room + 128, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        (memory + 64 + room).initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        return memory + 64
    }

    /// Gives back what one huge record needed: every worker would keep as much.
    mutating func forgetLargeScratch() {
        if rewrittenCapacity > 1 << 20 { makeScratch(1 << 10) }
    }
}
