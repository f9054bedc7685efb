import ProfileSpace
import Testing

@Test func anErrorSaysItsCode() {
    #expect(SpaceError(.busy, detail: "").code.rawValue == "busy")
}
