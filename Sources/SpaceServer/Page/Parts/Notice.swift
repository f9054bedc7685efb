/// A box that says one thing: how something went, or what to watch.
enum Notice {
    /// What kind of thing it says.
    enum Mood: String {
        case good, warn, bad, info
        /// Where the data is now.
        case place = "where"

        fileprivate var icon: Icon {
            switch self {
            case .good: .good
            case .warn: .warn
            case .bad: .bad
            case .info: .info
            case .place: .place
            }
        }
    }

    /// - Parameter isNews: whether it is the answer to what was just done, so that screen readers say
    ///   it at once.
    static func box(_ mood: Mood, _ content: HTML, isNews: Bool = false) -> HTML {
        let role: HTML = isNews ? (mood == .bad ? " role='alert'" : " role='status'") : ""
        return "<div class='notice \(mood.rawValue)'\(role)>\(mood.icon.html())<div>\(content)</div></div>"
    }

    /// Where the data is now: stands at the end of every result.
    static func whereabouts(_ content: HTML) -> HTML {
        box(.place, "<strong>Where your data is now.</strong> \(content)")
    }

    /// A place where there is nothing yet, and what would bring something.
    static func empty(_ icon: Icon, _ title: String, _ text: HTML) -> HTML {
        "<div class='card empty' data-nothing>\(icon.html(40))<h2>\(title)</h2><p>\(text)</p></div>"
    }

    /// A word in a coloured pill.
    static func badge(_ text: String, _ mood: Mood? = nil) -> HTML {
        "<span class='badge \(mood?.rawValue ?? "")'>\(text)</span>"
    }
}
