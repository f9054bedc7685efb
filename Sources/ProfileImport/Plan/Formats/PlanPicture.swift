internal import Foundation

/// The picture of one group: the person in the middle, around it the identifiers that connect the rows.
struct PlanPicture {
    /// Groups drawn.
    static let maxGroups = 9
    private static let maxLinks = 6
    /// Characters of a value: two of them stand side by side.
    private static let maxValue = 17
    private static let size = (width: 360.0, height: 270.0)

    let group: Plan.Group
    let writer: PlanWriter

    func write(into page: inout HTMLText) {
        let links = Array(group.links.filter { !$0.identifier.looksMade }.prefix(Self.maxLinks))
        let description =
            "\(ShownNumber.grouped(group.rows)) rows become one person, connected by "
            + links.map { "\($0.identifier.type) in \(ShownNumber.grouped($0.rows)) rows" }
            .joined(separator: ", ")
        page.element(
            "svg",
            [
                ("viewBox", "0 0 \(Int(Self.size.width)) \(Int(Self.size.height))"), ("role", "img"),
                ("aria-label", description),
            ]
        ) { page in
            let (x, y) = (Self.size.width / 2, Self.size.height / 2)
            for (index, link) in links.enumerated() {
                let end = place(of: index, among: links.count)
                let width = 1.5 + 7 * Double(link.rows) / Double(max(group.rows, 1))
                page.raw(
                    "<line x1=\"\(number(x))\" y1=\"\(number(y))\" x2=\"\(number(end.x))\" "
                        + "y2=\"\(number(end.y))\" stroke-width=\"\(number(width))\"/>")
            }
            for (index, link) in links.enumerated() {
                self.link(link, at: place(of: index, among: links.count), &page)
            }
            page.raw("<circle class=\"person\" cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"34\"/>")
            label(ShownNumber.grouped(group.rows), x, y - 1, "count", &page)
            label("rows", x, y + 15, "unit", &page)
        }
    }

    private func link(_ link: Plan.Link, at end: (x: Double, y: Double), _ page: inout HTMLText) {
        page.raw("<circle class=\"link\" cx=\"\(number(end.x))\" cy=\"\(number(end.y))\" r=\"6\"/>")
        let below = end.y > Self.size.height / 2
        let y = below ? end.y + 20 : end.y - 24
        let text = PlanPage.shortened(writer.value(link.identifier.text), to: Self.maxValue)
        // Labels at the edges move inwards, or the picture would cut them.
        let x = min(max(end.x, 68), Self.size.width - 68)
        label("\(link.identifier.type) × \(ShownNumber.grouped(link.rows))", x, y, "type", &page)
        label(text, x, y + 13, "value", &page)
    }

    /// On an ellipse, from the top on.
    private func place(of index: Int, among count: Int) -> (x: Double, y: Double) {
        let angle = 2 * Double.pi * (Double(index) + (count % 2 == 0 ? 0.5 : 0)) / Double(max(count, 1))
        return (
            Self.size.width / 2 + 118 * sin(angle), Self.size.height / 2 - 88 * cos(angle)
        )
    }

    private func label(
        _ text: String, _ x: Double, _ y: Double, _ kind: String, _ page: inout HTMLText
    ) {
        page.element(
            "text", [("class", kind), ("x", number(x)), ("y", number(y)), ("text-anchor", "middle")],
            text: text)
    }

    /// One decimal, the same on every machine.
    private func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}
