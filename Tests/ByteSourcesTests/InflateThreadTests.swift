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
        let bytes = member.bytes
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let end = ends[1]
        #expect(fcntl(end, F_SETFL, O_NONBLOCK) == 0)
        let input = try openInput(DescriptorSource(descriptor: ends[0], closesDescriptor: true))
        let taken = Task.detached { await feed(bytes[...], into: end, untilIdleFor: 50) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_000, alignment: 8)
        defer { buffer.deallocate() }
        #expect(try await input.read(into: buffer) > 0)
        // A ring of a megabyte, the decoder's window and the pipe's own.
        let rest = bytes.dropFirst(await taken.value)
        #expect(rest.count > 5 << 20)
        let feeding = Task.detached {
            _ = await feed(rest, into: end, untilIdleFor: 10_000)
            close(end)
        }
        #expect(await readAll(input, bufferBytes: 1 << 20).failure == nil)
        await feeding.value
        #expect(input.deliveredBytes == 8 << 20)
        #expect(input.inputBytes == bytes.count)
    }

    /// Tables are laid out by how much of the input has become text: that must be the same in each run.
    @Test func whatHasBecomeTextDoesNotDependOnTheThread() async throws {
        var random = SplitMix(seed: 5)
        let text = (0..<3_000_000).map { _ in UInt8(65 + random.next(below: 26)) }
        let bytes = GzipMember(text).bytes
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100_000, alignment: 8)
        defer { buffer.deallocate() }
        var seen: [[Int]] = []
        for pause in [0, 2] {
            let input = try openInput(MemorySource(bytes, stepBytes: 10_000))
            var taken: [Int] = []
            while try await input.read(into: buffer) > 0 {
                taken.append(input.inputBytes)
                try await Task.sleep(for: .milliseconds(pause))
            }
            taken.append(input.inputBytes)
            seen.append(taken)
        }
        #expect(seen[0] == seen[1] && seen[0] == seen[0].sorted())
        #expect(seen[0][10] < bytes.count / 2 && seen[0].last == bytes.count)
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

/// Writes what a pipe takes until it has taken nothing for so many milliseconds, or all.
///
/// - Returns: bytes written.
private func feed(
    _ bytes: ArraySlice<UInt8>, into end: Int32, untilIdleFor milliseconds: Int
) async -> Int {
    var rest = bytes
    var idle = 0
    while !rest.isEmpty, idle < milliseconds {
        let count = rest.withUnsafeBytes { write(end, $0.baseAddress, $0.count) }
        if count > 0 {
            rest = rest.dropFirst(count)
            idle = 0
        } else {
            idle += 1
            try? await Task.sleep(for: .milliseconds(1))
        }
    }
    return bytes.count - rest.count
}
