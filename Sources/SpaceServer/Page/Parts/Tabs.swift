/// Pages about one thing, side by side.
enum Tabs {
    /// - Parameter current: the path of the one that is shown.
    static func html(_ label: String, _ tabs: [(path: String, name: String)], current: String) -> HTML {
        let items: [HTML] = tabs.map { tab in
            let mark: HTML = tab.path == current ? " aria-current='page'" : ""
            return "<li><a href='\(tab.path)'\(mark)>\(tab.name)</a></li>"
        }
        return "<nav aria-label='\(label)'><ul class='tabs'>\(items)</ul></nav>"
    }
}
