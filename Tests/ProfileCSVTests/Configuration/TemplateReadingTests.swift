import IdentityResolution
import ProfileCSV
import Testing

@Suite struct TemplateReadingTests {
    private func read(_ header: String) -> TemplateReading {
        TemplateReading(
            header: header.split(separator: ",", omittingEmptySubsequences: false)
                .map { Array($0.utf8) })
    }

    @Test func knownNamesAreIdentifiersAndTheRestIsAsked() throws {
        let template = read("email,user_id,email_subscription_status,phone,First Name,email,,plan")
        #expect(template.identifiers.map(\.type) == ["email", "user_id"])
        #expect(template.identifiers.map(\.limit) == [5, 1])
        #expect(template.others == ["phone", "First Name", "plan"])
        let plain = try template.configuration()
        #expect(plain.traits.map(\.name) == ["phone", "First Name", "plan"])
        let chosen = try template.configuration(identifiers: ["phone"])
        #expect(chosen.identifiers.map(\.type) == ["email", "user_id", "phone"])
        #expect(chosen.traits.map(\.name) == ["First Name", "plan"])
        #expect(try SpaceConfiguration.parse(chosen.yaml()) == chosen)
    }

    @Test func whatCannotBeASpaceIsRefused() {
        #expect(throws: ConfigurationError.self) { try read("plan,city").configuration() }
        #expect(throws: ConfigurationError.self) {
            try read("email,First Name").configuration(identifiers: ["First Name"])
        }
        let error = #expect(throws: ConfigurationError.self) {
            try read("email,phone").configuration(identifiers: ["phon"])
        }
        #expect(error?.nearest == "phone")
    }

    /// Every preset's own template leads back to its identifiers.
    @Test(arguments: SpaceConfiguration.Preset.allCases)
    func ourOwnTemplatesReadBack(preset: SpaceConfiguration.Preset) throws {
        let space = SpaceConfiguration(preset: preset)
        let template = try Template(for: space)
        let reading = TemplateReading(header: template.columns.map { Array($0.name.utf8) })
        let custom = template.columns.filter(\.isIdentifier).map(\.name)
            .filter { name in !reading.identifiers.contains { $0.type == name } }
        let again = try reading.configuration(identifiers: custom)
        #expect(
            Set(again.identifiers.map(\.type))
                == Set(space.identifiers.map(\.type)).subtracting(["group_id"]))
        #expect(Set(again.traits.map(\.name)) == Set(space.traits.map(\.name)))
    }
}
