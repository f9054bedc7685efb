internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport

/// The form in which the rules of a space's identifiers are changed.
struct RulesForm {
    /// Rules that a form can hold.
    private static let maxRules = 100

    let rules: [IdentifierRule]
    let report: Report

    var table: HTML {
        var table = DataTable(
            "Identifier rules",
            [
                .init(name: "Priority", isNumber: true), .init(name: "Identifier"), .init(name: "Limit"),
                .init(name: "Within"), .init(name: "Blocked values"), .init(name: "Change"),
            ])
        for (index, rule) in rules.enumerated() {
            let isHere = report.identifiers.contains { $0.identifier == rule.type }
            let mark: HTML = isHere ? " \(Notice.badge("in your file", .info))" : ""
            table.append(
                .init("\(index + 1)", style: "number"),
                .init("""
                    <input type='hidden' name='type\(index)' value='\(rule.type)'><code>\(rule.type)</code>\(mark)
                    """),
                .init("""
                    <input type='number' name='limit\(index)' value='\(rule.limit)' min='1' max='1000' required \
                    aria-label='Limit of \(rule.type)'>
                    """),
                .init(Self.window("window\(index)", rule.window, "Window of \(rule.type)")),
                .init(blocked(rule, index)), .init(buttons(rule, index)))
        }
        return table.html
    }

    private func blocked(_ rule: IdentifierRule, _ index: Int) -> HTML {
        let count = rule.blocked.values.count + rule.blocked.patterns.count
        let text = rule.blocked == .suggested ? "Suggested ones" : PageText.count(count, "value")
        return """
            <details><summary>\(text)</summary><div class='stack'>
            <div class='field'><label for='values\(index)'>Values, one a line</label>
            <textarea id='values\(index)' name='values\(index)' rows='4' spellcheck='false'>\
            \(rule.blocked.values.joined(separator: "\n"))</textarea></div>
            <div class='field'><label for='patterns\(index)'>Patterns, one a line</label>
            <textarea id='patterns\(index)' name='patterns\(index)' rows='3' spellcheck='false'>\
            \(rule.blocked.patterns.joined(separator: "\n"))</textarea></div></div></details>
            """
    }

    private func buttons(_ rule: IdentifierRule, _ index: Int) -> HTML {
        let up: HTML =
            index == 0 ? "" : Self.button("up-\(index)", "Up", "Trust \(rule.type) more")
        let down: HTML =
            index == rules.count - 1 ? "" : Self.button("down-\(index)", "Down", "Trust \(rule.type) less")
        let remove = Self.button("remove-\(index)", "Remove", "Remove \(rule.type)")
        return "<span class='row'>\(up)\(down)\(remove)</span>"
    }

    private static func button(_ action: String, _ text: String, _ label: String) -> HTML {
        """
        <button class='quiet small' name='do' value='\(action)' aria-label='\(label)' formnovalidate>\(text)</button>
        """
    }

    private static func window(
        _ name: String, _ chosen: IdentifierRule.Window, _ label: String
    ) -> HTML {
        let names: [IdentifierRule.Window: String] = [
            .ever: "ever", .daily: "a day", .weekly: "a week", .monthly: "a month", .annually: "a year",
        ]
        let options: [HTML] = IdentifierRule.Window.allCases.map { window in
            let mark: HTML = window == chosen ? " selected" : ""
            return "<option value='\(window.rawValue)'\(mark)>\(names[window] ?? window.rawValue)</option>"
        }
        return "<select name='\(name)' aria-label='\(label)'>\(options)</select>"
    }

    /// An identifier of one's own.
    var addition: HTML {
        """
        <section class='card'><h2>Add an identifier of your own</h2>
        <p class='soft'>A number of a loyalty card, a phone number: whatever tells people apart for you. A column \
        of exactly this name then holds it.</p>
        <div class='row end'><div class='field'><label for='new-type'>Name, in lower case</label>
        <input id='new-type' name='new-type' placeholder='loyalty_id' autocapitalize='none' spellcheck='false'></div>
        <div class='field'><label for='new-limit'>Limit</label>
        <input id='new-limit' name='new-limit' type='number' value='5' min='1' max='1000'></div>
        <button class='plain' name='do' value='add' formnovalidate>Add it</button></div></section>
        """
    }

    // MARK: Reading

    /// The rules of a form, in its order.
    ///
    /// - Throws: 400 for a limit or a window that is none.
    static func rules(_ form: QueryString) throws(ServerError) -> [IdentifierRule] {
        var rules: [IdentifierRule] = []
        for index in 0..<maxRules {
            guard let type = form["type\(index)"] else { break }
            guard let limit = form["limit\(index)"].flatMap({ Int($0) }), (1...1_000).contains(limit) else {
                throw .invalid("The limit of \(type) must be a number from 1 to 1,000.")
            }
            guard let window = form["window\(index)"].flatMap(IdentifierRule.Window.init(rawValue:)) else {
                throw .invalid("The window of \(type) must be one of the list.")
            }
            rules.append(
                IdentifierRule(
                    type: type, limit: limit, window: window,
                    blocked: BlockedValues(
                        values: lines(form["values\(index)"]), patterns: lines(form["patterns\(index)"]))))
        }
        if form["do"] == "save" || form["do"] == "add", let type = form["new-type"], !type.isEmpty {
            guard let limit = form["new-limit"].flatMap({ Int($0) }), (1...1_000).contains(limit) else {
                throw .invalid("The limit of \(type) must be a number from 1 to 1,000.")
            }
            guard !rules.contains(where: { $0.type == type }) else {
                throw .invalid("There is an identifier \(type) already.")
            }
            // Own identifiers are usually better than those of devices: right behind user_id and email.
            rules.insert(IdentifierRule(type: type, limit: limit), at: min(2, rules.count))
        }
        return rules
    }

    private static func lines(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: \.isNewline).map(String.init)
    }

    /// What a button asks for: `up-3`, `down-3`, `remove-3`.
    static func applying(_ action: String, to rules: [IdentifierRule]) -> [IdentifierRule] {
        let parts = action.split(separator: "-")
        guard parts.count == 2, let index = Int(parts[1]), rules.indices.contains(index) else { return rules }
        var rules = rules
        switch parts[0] {
        case "up" where index > 0: rules.swapAt(index, index - 1)
        case "down" where index + 1 < rules.count: rules.swapAt(index, index + 1)
        case "remove": rules.remove(at: index)
        default: break
        }
        return rules
    }
}
