/// The steps of the guided setup, and the places within them (`observability` §7).
enum SetupStep: Int, CaseIterable {
    case source = 1, file, people, check

    var name: String {
        switch self {
        case .source: "Choose a source"
        case .file: "Add your file"
        case .people: "Identifiers, traits, import"
        case .check: "Check configuration"
        }
    }

    /// A page of the setup.
    enum Place: String, CaseIterable {
        case source, upload, read, columns, problems, review, plan, deliver, check

        var step: SetupStep {
            switch self {
            case .source: .source
            case .upload, .read, .columns, .problems: .file
            case .review, .plan, .deliver: .people
            case .check: .check
            }
        }

        var name: String {
            switch self {
            case .source: "Source"
            case .upload: "Upload"
            case .read: "How it is read"
            case .columns: "Columns"
            case .problems: "Problems"
            case .review: "Identifiers and traits"
            case .plan: "What would happen"
            case .deliver: "Last step"
            case .check: "Check"
            }
        }

        func path(_ setup: Setup?) -> String? {
            switch self {
            case .source: "/setup"
            case .upload: "/setup/upload"
            case .check: setup?.path("check") ?? "/setup/check"
            default: setup?.path(rawValue)
            }
        }
    }

    /// The line of steps at the top, and the places within the current one.
    static func bar(_ place: Place, _ setup: Setup?) -> HTML {
        let current = place.step.rawValue
        let steps: [HTML] = allCases.map { step in
            let mark: HTML = step == place.step ? " aria-current='step'" : ""
            let first = Place.allCases.first { $0.step == step && $0 != .upload } ?? .source
            let name: HTML =
                if step.rawValue < current || (setup != nil && step != place.step),
                    let path = first.path(setup)
                {
                    "<a href='\(path)'>\(step.name)</a>"
                } else {
                    "\(step.name)"
                }
            return """
                <li class='\(step.rawValue < current ? "done" : "")'\(mark)>\
                <small>Step \(step.rawValue) of 4</small>\(name)</li>
                """
        }
        let within: [HTML] = Place.allCases.filter { $0.step == place.step }.map { other in
            if other == place { return "<li><span aria-current='page'>\(other.name)</span></li>" }
            guard let path = other.path(setup) else { return "<li><span>\(other.name)</span></li>" }
            return "<li><a href='\(path)'>\(other.name)</a></li>"
        }
        let list: HTML = within.count > 1 ? "<ul class='within' aria-label='In this step'>\(within)</ul>" : ""
        return "<nav class='stack' aria-label='Guided setup'><ol class='steps'>\(steps)</ol>\(list)</nav>"
    }
}
