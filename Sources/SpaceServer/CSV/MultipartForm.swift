internal import ByteSources
internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// A form with a file, `multipart/form-data`, read as it arrives: first the fields that stand before the
/// file, then the file itself as a stream. Fields behind the file are not looked at.
final class MultipartForm {
    /// Bytes of one field, and of the head of one part.
    private static let maxFieldBytes = 65_536
    private static let maxFields = 50

    private var iterator: RequestBody.AsyncIterator
    private let boundary: [UInt8]
    /// What was read and not used: `pending[start...]`.
    private var pending: [UInt8] = []
    private var start = 0
    private var hasEnded = false
    private(set) var fields: [String: String] = [:]
    /// The name of the file, as the browser says it.
    private(set) var fileName: String?
    /// Whether the file's part was read to its end.
    private var isFileDone = false

    /// - Throws: 400 where the request is no such form.
    init(_ call: Call) throws(ServerError) {
        guard let type = call.request.headers[.contentType], type.lowercased().hasPrefix("multipart/form-data"),
            let mark = type.range(of: "boundary=")
        else { throw .invalid("A form with a file is expected.") }
        let value = type[mark.upperBound...].prefix { $0 != ";" }
        let name = value.hasPrefix("\"") ? value.dropFirst().prefix { $0 != "\"" } : value
        guard (1...200).contains(name.utf8.count) else {
            throw .invalid("The form does not say where its parts begin.")
        }
        boundary = Array("\r\n--".utf8) + Array(name.utf8)
        iterator = call.request.body.makeAsyncIterator()
        // The first boundary has no line before it.
        pending = Array("\r\n".utf8)
    }

    /// Reads up to the content of the file.
    ///
    /// - Throws: 400 where there is none, or the form is broken.
    nonisolated(nonsending) func readFields() async throws {
        _ = try await text(before: boundary)
        while true {
            let line = try await text(before: Array("\r\n".utf8))
            guard !line.elementsEqual("--".utf8) else {
                throw ServerError.invalid("Choose a file first.")
            }
            var name: String?
            while true {
                let head = String(decoding: try await text(before: Array("\r\n".utf8)), as: UTF8.self)
                if head.isEmpty { break }
                guard head.lowercased().hasPrefix("content-disposition:") else { continue }
                name = Self.value("name", in: head)
                fileName = Self.value("filename", in: head)
            }
            if fileName != nil { return }
            let value = try await text(before: boundary)
            guard let name, fields.count < Self.maxFields else {
                throw ServerError.invalid("The form cannot be read.")
            }
            fields[name] = String(decoding: value, as: UTF8.self)
        }
    }

    private static func value(_ name: String, in head: String) -> String? {
        guard let mark = head.range(of: "; \(name)=\"") else { return nil }
        let text = head[mark.upperBound...].prefix { $0 != "\"" }
        return String(text).replacing("%22", with: "\"")
    }

    /// Everything before `end`, which is passed over.
    private nonisolated(nonsending) func text(before end: [UInt8]) async throws -> [UInt8] {
        while true {
            if let place = place(of: end, from: start) {
                let text = Array(pending[start..<place])
                start = place + end.count
                return text
            }
            guard pending.count - start <= Self.maxFieldBytes, try await more() else {
                throw ServerError.invalid("The form cannot be read.")
            }
        }
    }

    /// - Returns: `false` at the end of the body.
    private nonisolated(nonsending) func more() async throws -> Bool {
        guard !hasEnded, let part = try await iterator.next(isolation: #isolation) else {
            hasEnded = true
            return false
        }
        pending.removeSubrange(..<start)
        start = 0
        pending.append(contentsOf: part.readableBytesView)
        return true
    }

    private func place(of mark: [UInt8], from: Int) -> Int? {
        guard let first = mark.first else { return nil }
        var at = from
        while let next = pending[at...].firstIndex(of: first) {
            guard next + mark.count <= pending.count else { return nil }
            if pending[next..<next + mark.count].elementsEqual(mark) { return next }
            at = next + 1
        }
        return nil
    }

    /// The next bytes of the file; `nil` at its end.
    ///
    /// - Throws: where the body ends before the file does.
    nonisolated(nonsending) func nextOfFile() async throws -> ByteBuffer? {
        while !isFileDone {
            let end = place(of: boundary, from: start)
            // The boundary may have begun in the last bytes.
            let safe = end ?? max(start, pending.count - boundary.count + 1)
            if safe > start {
                let part = ByteBuffer(bytes: pending[start..<safe])
                start = safe
                return part
            }
            if end != nil {
                isFileDone = true
            } else if try await !more() {
                throw ServerError.invalid("The upload broke off.")
            }
        }
        return nil
    }
}

/// The file of a form, for whoever stores it.
struct MultipartFile: AsyncSequence, AsyncIteratorProtocol {
    let form: MultipartForm

    nonisolated(nonsending) mutating func next() async throws -> ByteBuffer? {
        try await form.nextOfFile()
    }

    mutating func next(isolation actor: isolated (any Actor)?) async throws -> ByteBuffer? {
        try await form.nextOfFile()
    }

    func makeAsyncIterator() -> MultipartFile { self }
}

/// The file of a form as a source of bytes, for whoever reads it once and keeps nothing.
final class MultipartSource: ByteSource {
    private let form: MultipartForm
    private var part = ByteBuffer()
    private var failure: ByteSourceError?
    private(set) var inputBytes = 0

    init(_ form: MultipartForm) { self.form = form }

    nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        if let failure { throw failure }
        if part.readableBytes == 0 {
            do {
                part = try await form.nextOfFile() ?? ByteBuffer()
            } catch {
                let fault = ByteSourceError(.io, byte: inputBytes, detail: "the upload broke off")
                failure = fault
                throw fault
            }
        }
        let count = min(buffer.count, part.readableBytes)
        part.readWithUnsafeReadableBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            return count
        }
        inputBytes += count
        return count
    }
}
