/// A few numbers that matter, large.
enum Figures {
    /// One of them.
    struct Figure {
        var value: String
        var name: String
        var style: String

        init(_ value: String, _ name: String, style: String = "") {
            self.value = value
            self.name = name
            self.style = style
        }

        init(_ number: Int, _ name: String, isBad: Bool = false) {
            self.init(PageText.number(number), name, style: isBad && number > 0 ? "bad" : "")
        }
    }

    static func html(_ figures: [Figure]) -> HTML {
        let items: [HTML] = figures.map {
            "<div><dt>\($0.name)</dt><dd class='\($0.style)'>\($0.value)</dd></div>"
        }
        return "<dl class='figures'>\(items)</dl>"
    }

    /// Names and what they are, one below the other.
    static func facts(_ facts: [(name: String, content: HTML)]) -> HTML {
        let items: [HTML] = facts.map { "<dt>\($0.name)</dt><dd>\($0.content)</dd>" }
        return "<dl class='facts'>\(items)</dl>"
    }

    /// A bar as long as its share.
    static func bar(_ part: Int, of whole: Int) -> HTML {
        let width = whole > 0 ? max(0, min(100, Int((Double(part) / Double(whole) * 100).rounded()))) : 0
        return """
            <svg class='bar' viewBox='0 0 100 8' preserveAspectRatio='none' aria-hidden='true'>\
            <rect class='ground' width='100' height='8'/>\
            <rect width='\(width)' height='8'/></svg>
            """
    }
}
