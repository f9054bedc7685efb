import ProfileCSV
import Testing

@Test func everyTargetHasABitOfItsOwn() {
    let sets = Target.allCases.map(TargetSet.init)
    #expect(Set(sets.map(\.rawValue)).count == Target.allCases.count)
    #expect(sets.reduce(into: TargetSet()) { $0.formUnion($1) } == .all)
}
