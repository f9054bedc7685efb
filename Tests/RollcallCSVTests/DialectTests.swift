import RollcallCSV
import Testing

@Test func theDelimiterIsTheCommaUnlessSaidOtherwise() {
    #expect(Dialect().delimiter == UInt8(ascii: ","))
}
