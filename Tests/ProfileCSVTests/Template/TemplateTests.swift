import Foundation
import IdentityResolution
import ProfileCSV
import Testing

@Suite struct TemplateTests {
    private typealias Preset = SpaceConfiguration.Preset

    private func header(_ template: Template) -> String {
        String(decoding: template.csv().dropLast(), as: UTF8.self)
    }

    /// The files that stand in the repository are what the program writes, byte for byte.
    @Test(arguments: SpaceConfiguration.Preset.allCases)
    func aPresetsTemplateIsTheFile(preset: SpaceConfiguration.Preset) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "templates/\(preset.rawValue).csv")
        let template = try Template(for: SpaceConfiguration(preset: preset))
        if ProcessInfo.processInfo.environment["UPDATE_SAMPLES"] == "1" {
            try Data(template.csv()).write(to: file)
        }
        #expect(try Array(Data(contentsOf: file)) == template.csv())
    }

    @Test func presetsHaveTheColumnsOfTheirKind() throws {
        let fallback = try Template(for: SpaceConfiguration())
        #expect(
            header(fallback)
                == "user_id,email,android.id,android.idfa,android.push_token,anonymous_id,"
                + "ga_client_id,ios.id,ios.idfa,ios.push_token")
        #expect(fallback.leftOut == [.init(name: "group_id", reason: .accountIdentifier)])
        let center = try Template(for: SpaceConfiguration(preset: .contactCenter))
        #expect(header(center).hasPrefix("user_id,email,phone,android.id,"))
        #expect(header(center).hasSuffix(",first_name,language,last_name,preferred_channel"))
        let shop = try Template(for: SpaceConfiguration(preset: .eCommerce))
        #expect(header(shop).hasPrefix("user_id,customer_id,email,phone,android.id,"))
        #expect(header(shop).hasSuffix(",city,country,first_name,last_name,lifetime_value"))
    }

    @Test func askedForIdentifiersKeepTheirPriority() throws {
        let template = try Template(
            for: SpaceConfiguration(), identifiers: ["group_id", "email"], traits: ["plan", "age"])
        #expect(header(template) == "email,group_id,age,plan")
        #expect(template.leftOut == [])
        let error = #expect(throws: ConfigurationError.self) {
            try Template(for: SpaceConfiguration(), identifiers: ["e-mail"])
        }
        #expect(error?.nearest == "email")
    }

    @Test func whatTheUploadPagesRefuseIsLeftOut() throws {
        var space = SpaceConfiguration()
        space.identifiers = [IdentifierRule(type: "email", limit: 5)]
        space.traits = ["email", " a", "b ", "c  d", "", "ok", "Z", "é", "O'B", "año"].map {
            .init(name: $0)
        }
        let template = try Template(for: space, traits: ["ok", "user_id"])
        #expect(header(template) == "email,Z,ok,user_id,é")
        let reasons = Set(template.leftOut.map { "\($0.name)|\($0.reason.rawValue)" })
        #expect(
            reasons == [
                " a|spaces", "b |spaces", "c  d|spaces", "|empty", "email|duplicate",
                "O'B|characters", "año|characters",
            ])
    }

    @Test func aTemplateStopsAt299Columns() throws {
        var space = SpaceConfiguration()
        for (count, left) in [(289, 0), (290, 1)] {
            space.traits = (0..<count).map { .init(name: "t\($0)") }
            let template = try Template(for: space)
            #expect(template.columns.count == 299)
            #expect(template.leftOut.filter { $0.reason == .tooManyColumns }.count == left)
        }
    }

    @Test func exampleRowsAreMarkedAndDiffer() throws {
        var space = SpaceConfiguration(preset: .eCommerce)
        space.traits.append(.init(name: "since", type: .date(try DateFormat("D.M.YYYY"))))
        let template = try Template(for: space, identifiers: ["user_id", "email", "phone"])
        let lines = String(decoding: template.csv(exampleRows: 2), as: UTF8.self).split(
            separator: "\n")
        #expect(
            lines == [
                "user_id,email,phone,city,country,first_name,last_name,lifetime_value,since",
                "example-1,example-1@example.com,+15555550001,Example 1,Example 1,Example 1,Example 1,1,31.1.2026",
                "example-2,example-2@example.com,+15555550002,Example 2,Example 2,Example 2,Example 2,2,31.1.2026",
            ])
        #expect(Template.isExample("example-1".utf8))
        #expect(!Template.isExample("u1".utf8))
        let most = template.csv(exampleRows: .max).filter { $0 == UInt8(ascii: "\n") }.count
        #expect(most == Template.maxExampleRows + 1)
        #expect(template.csv(exampleRows: -1) == template.csv())
    }
}
