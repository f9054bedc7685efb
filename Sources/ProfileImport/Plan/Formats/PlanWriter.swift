/// Writes plans as JSON, each with the same keys in the same order every time (design §5).
public struct PlanWriter: Sendable {
    /// Whether values of the files and of profiles are shown. Default: no, they are masked.
    public var showsValues: Bool

    public init(showsValues: Bool = false) { self.showsValues = showsValues }

    /// A value as this writer shows it.
    public func value(_ text: String) -> String { showsValues ? text : Masking.mask(text) }

    /// The plan as one object on one line, line feed included.
    public func json(_ plan: Plan) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            text.member("v", Plan.version)
            head(plan, into: &text)
            text.key("merges")
            text.array { text in
                for merge in plan.merges { text.object { write(merge, into: &$0) } }
            }
            text.key("left_off")
            text.array { text in
                for one in plan.leftOff { text.object { write(one, into: &$0) } }
            }
            text.key("blocked")
            text.array { text in
                for one in plan.blocked {
                    text.object { text in
                        write(one.place, into: &text)
                        text.member("type", one.type)
                        text.member("value", value(one.value))
                    }
                }
            }
            text.member("groups", plan.groupCount)
            text.key("largest_groups")
            text.array { text in
                for group in plan.groups { text.object { write(group, into: &$0) } }
            }
            text.member("order_sensitive_rows", plan.orderRowCount)
            text.key("order_sensitive")
            text.array { text in
                for row in plan.orderRows { text.object { write(row, into: &$0) } }
            }
            writeTraits(plan, into: &text)
        }
        text.endLine()
        return text.bytes
    }

    private func head(_ plan: Plan, into text: inout JSONText) {
        text.member("compared_with", plan.basis.words)
        text.member("against", plan.basis.kind.rawValue)
        text.member("profiles", plan.basis.profiles)
        text.key("files")
        text.array { text in
            for file in plan.files {
                text.object { text in
                    text.member("file", file.name)
                    text.member("rows", file.rows)
                    text.member("rejected", file.rejectedRows)
                }
            }
        }
        text.member("rows", plan.rows)
        text.member("rejected", plan.rejectedRows)
        text.member("people", plan.people)
        text.key("totals")
        text.object { text in
            text.member("created", plan.totals.created)
            text.member("updated", plan.totals.updated)
            text.member("unchanged", plan.totals.unchanged)
            text.member("merges", plan.totals.merges)
            text.member("left_off", plan.totals.leftOff)
            text.member("blocked", plan.totals.blocked)
        }
        text.member("profiles_after", plan.profilesAfter)
    }

    private func writeTraits(_ plan: Plan, into text: inout JSONText) {
        text.key("trait_changes")
        text.array { text in
            for change in plan.traitChanges {
                text.object { text in
                    text.member("trait", change.name)
                    text.member("changed", change.changed)
                    text.member("added", change.added)
                    text.member("removed", change.removed)
                    text.key("examples")
                    text.array { text in
                        for sample in change.samples {
                            text.object { text in
                                text.member("profile", sample.profile)
                                text.member("from", value(sample.from))
                                text.member("to", sample.to.map(value))
                            }
                        }
                    }
                }
            }
        }
        guard let names = plan.newTraits else { return }
        text.key("new_traits")
        text.array { text in for name in names { text.value(name) } }
    }
}

// MARK: - Parts

extension PlanWriter {
    func write(_ place: Plan.Place, into text: inout JSONText) {
        text.member("file", place.file)
        text.member("row", place.row)
        text.member("sheet_row", place.sheetRow)
    }

    func write(_ identifiers: [Plan.Identifier], _ key: String, into text: inout JSONText) {
        text.key(key)
        text.array { text in
            for identifier in identifiers {
                text.object { text in
                    text.member("type", identifier.type)
                    text.member("value", value(identifier.text))
                }
            }
        }
    }

    private func write(_ side: Plan.Side, into text: inout JSONText) {
        text.member("profile", side.id)
        if let place = side.madeBy {
            text.key("made_by")
            text.object { write(place, into: &$0) }
        }
        write(side.identifiers, "identifiers", into: &text)
        text.member("identifier_count", side.identifierCount)
    }

    private func write(_ merge: Plan.Merge, into text: inout JSONText) {
        write(merge.place, into: &text)
        text.key("survivor")
        text.object { write(merge.survivor, into: &$0) }
        text.key("merged")
        text.object { write(merge.merged, into: &$0) }
        write(merge.identifiers, "because_of", into: &text)
    }

    private func write(_ one: Plan.LeftOff, into text: inout JSONText) {
        write(one.place, into: &text)
        text.member("type", one.identifier.type)
        text.member("value", value(one.identifier.text))
        text.member("reason", one.reason)
        text.member("limited_type", one.limitedType)
        text.member("limit", one.limit)
        text.member("window", one.window)
    }

    private func write(_ group: Plan.Group, into text: inout JSONText) {
        text.member("rows", group.rows)
        write(group.profile, into: &text)
        text.key("first_rows")
        text.array { text in
            for place in group.places { text.object { write(place, into: &$0) } }
        }
        text.key("connected_by")
        text.array { text in
            for link in group.links {
                text.object { text in
                    text.member("type", link.identifier.type)
                    text.member("value", value(link.identifier.text))
                    text.member("rows", link.rows)
                }
            }
        }
    }

    private func write(_ row: Plan.OrderRow, into text: inout JSONText) {
        write(row.place, into: &text)
        for (key, fate) in [("in_order", row.inOrder), ("reversed", row.reversed)] {
            text.key(key)
            text.object { text in
                if let profile = fate.profile { write(profile, into: &text) }
                write(fate.leftOff, "left_off", into: &text)
            }
        }
    }

    /// An explanation as one object on one line, line feed included.
    public func json(_ explanation: PlanExplanation) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            text.member("v", Plan.version)
            text.member("compared_with", explanation.basis.words)
            text.key("rows")
            text.array { text in
                for step in explanation.steps { text.object { write(step, into: &$0) } }
            }
        }
        text.endLine()
        return text.bytes
    }

    private func write(_ step: PlanExplanation.Step, into text: inout JSONText) {
        write(step.place, into: &text)
        text.key("identifiers")
        text.array { text in
            for found in step.identifiers {
                text.object { text in
                    text.member("type", found.identifier.type)
                    text.member("value", value(found.identifier.text))
                    text.member("held_by", found.holder)
                }
            }
        }
        text.key("left_off")
        text.array { text in
            for rule in step.violations {
                text.object { text in
                    text.member("reason", rule.reason)
                    text.member("type", rule.identifier?.type)
                    text.member("value", rule.identifier.map { value($0.text) })
                    text.member("limited_type", rule.limitedType)
                    text.member("limit", rule.limit)
                    text.member("window", rule.window)
                }
            }
        }
        text.member("profile", step.profile)
        text.member("created", step.isNew)
        write(step.added, "added", into: &text)
        text.key("merged")
        text.array { text in for name in step.merged { text.value(name) } }
    }
}
