import ByteSources
import Testing

@Test func aFaultKeepsItsPlace() {
    #expect(ByteSourceError(.gzipTruncated, byte: 7, detail: "").byte == 7)
}
