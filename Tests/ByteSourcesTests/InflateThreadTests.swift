import ByteSources
import CZlib
import Glibc
import Testing

/// The thread that inflates ahead: whoever leaves early, nobody hangs.
@Suite struct InflateThreadTests {
    @Test(arguments: inflaters)
    func leavingEarlyEndsTheThread(inflater: InflaterChoice) async throws {
        // 16 MB in 16 KB: a ring full of it is waiting when the reader goes.
        let bomb = GzipMember([UInt8](repeating: 0x61, count: 16 << 20)).bytes
        #expect(bomb.count < 20 << 10)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_000, alignment: 8)
        defer { buffer.deallocate() }
        for reads in [0, 1, 2, 300] {
            weak var weakly: MemorySource?
            do {
                let source = MemorySource(bomb)
                weakly = source
                let input = try openInput(source, options: InputOptions(inflater: inflater))
                for _ in 0..<reads { #expect(try await input.read(into: buffer) > 0) }
            }
            // Nobody but the thread could still hold it.
            #expect(weakly == nil, "after \(reads) reads")
        }
    }

    @Test func nothingIsReadFarAheadOfItsReader() async throws {
        var member = GzipMember([UInt8](repeating: 0x61, count: 8 << 20))
        member.level = nil
        let input = try openInput(MemorySource(member.bytes, stepBytes: 10_000))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_000, alignment: 8)
        defer { buffer.deallocate() }
        #expect(try await input.read(into: buffer) > 0)
        try await Task.sleep(for: .milliseconds(50))
        // A ring of a megabyte and the decoder's window.
        #expect(input.inputBytes < 2 << 20)
        let rest = await readAll(input, bufferBytes: 1 << 20)
        #expect(rest.failure == nil)
        #expect(input.deliveredBytes == 8 << 20)
        #expect(input.inputBytes == member.bytes.count)
    }

    @Test func leavingAPipeThatIsSilentEndsTheThread() async throws {
        for delay in [0, 5, 30] {
            var ends: [Int32] = [-1, -1]
            try #require(pipe(&ends) == 0)
            defer { close(ends[1]) }
            let member = GzipMember("id\n1\n").bytes
            #expect(write(ends[1], member, 5) == 5)
            let reading = ends[0]
            let task = Task.detached {
                let source = try DescriptorSource(descriptor: reading, closesDescriptor: true)
                return await readAll(try openInput(source))
            }
            try await Task.sleep(for: .milliseconds(delay))
            task.cancel()
            #expect(try await task.value.failure?.code == .io)
        }
    }

    @Test func manyInputsAtOnce() async {
        let member = GzipMember([UInt8]((0..<400_000).map { UInt8(truncatingIfNeeded: $0 / 7) }))
        let bytes = member.bytes
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<16 {
                group.addTask {
                    let reading = await readText(bytes, bufferBytes: 5_000 + index * 1_000)
                    return reading == Reading(bytes: member.text)
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
