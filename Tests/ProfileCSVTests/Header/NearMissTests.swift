import Foundation
import IdentityResolution
import ProfileCSV
import Testing

@Suite struct NearMissTests {
    private static let shop = SpaceConfiguration(preset: .eCommerce)

    /// What a header is said to resemble; `-` for nothing.
    private func meant(_ header: String, beside others: [String] = [], _ space: SpaceConfiguration)
        throws -> String
    {
        let problems = try ColumnMap.bind(
            HeaderRecord(names: [header] + others), configuration: space
        ).problems
        return problems.first { $0.code == .nearMissHeader && $0.place.column == 1 }?.arguments[
            "name"] ?? "-"
    }

    @Test(arguments: [
        ("Email", "email"), ("EMAIL", "email"), ("E-Mail", "email"), ("e_mail", "email"),
        ("E-mail Address", "email"), ("Email Adress", "email"), ("emial", "email"),
        ("Correo electrónico", "email"), ("メールアドレス", "email"), ("\u{435}mail", "email"),
        ("ｅｍａｉｌ", "email"), ("email\u{200B}", "email"), ("email:", "email"),
        ("userId", "user_id"), ("User ID", "user_id"), ("user id", "user_id"),
        ("userid", "user_id"),
        ("usre_id", "user_id"), ("UID", "user_id"), ("anonymousId", "anonymous_id"),
        ("anonymus_id", "anonymous_id"), ("android_id", "android.id"), ("iOS ID", "ios.id"),
        ("IDFA", "ios.idfa"), ("groupId", "group_id"), ("gaClientId", "ga_client_id"),
        ("Customer ID", "customer_id"), ("costumer_id", "customer_id"), ("Phone", "phone"),
        ("Phone Number", "phone"), ("Telefon", "phone"), ("Mobile", "phone"),
        ("First name", "first_name"), ("FirstName", "first_name"), ("City", "city"),
        ("lifetime value", "lifetime_value"), ("lifetme_value", "lifetime_value"),
    ])
    func aSlipIsRecognised(header: String, name: String) throws {
        #expect(try meant(header, Self.shop) == name)
    }

    @Test(arguments: [
        "id", "ID", "name", "Name", "firstname2", "full_name", "nickname", "state", "status",
        "title",
        "mailing_list", "email_subscribed", "emails_sent", "email_opt_in", "detail", "user_ip",
        "user_name", "username", "user_type", "uuid", "guid", "account_id", "client_id",
        "order_id", "customer_ip", "customers", "customer_since", "phone_type", "iphone",
        "last_login", "capacity", "velocity", "county", "company", "address", "zip", "notes", "ltv",
        "country_code", "date", "plan", "age", "gender", "created_at", "источник", "сор", "議員氏名",
        "1", "-", "user", "video_id", "android.version", "ios.version", "cityname", "cite",
    ])
    func aNameOfItsOwnIsLeftInPeace(header: String) throws {
        #expect(try meant(header, Self.shop) == "-")
    }

    @Test func nobodyMeansAColumnThatTheFileHas() throws {
        #expect(try meant("Email", beside: ["email"], Self.shop) == "-")
        #expect(try meant("Phone Number", beside: ["phone"], Self.shop) == "-")
        #expect(try meant("phone_number", SpaceConfiguration()) == "-")
    }

    @Test func lettersThatOnlyLookTheSameAreNamed() throws {
        func found(_ names: [String]) throws -> [String] {
            try ColumnMap.bind(HeaderRecord(names: names), configuration: SpaceConfiguration())
                .problems
                .filter { $0.code == .confusableHeader }
                .map {
                    "\($0.place.column ?? 0) \($0.arguments["code_point"] ?? "") \($0.arguments["name"] ?? "-")"
                }
        }
        #expect(try found(["\u{435}mail", "user_id"]) == ["1 U+0435 email"])
        #expect(try found(["email", "\u{435}mail"]) == ["2 U+0435 -"])
        #expect(try found(["email", "Pl\u{430}n"]) == ["2 U+0430 -"])
        #expect(try found(["email", "сор", "Имя", "plan", "Prénom", "名前", "Größe"]) == [])
    }

    /// Real exports of people: no header of theirs is mistaken for another. The headers stand here in
    /// full, as the files do not belong to this package.
    @Test(arguments: [
        "last_name,first_name,middle_name,suffix,nickname,full_name,birthday,gender,type,state,"
            + "district,senate_class,party,url,address,phone,contact_form,rss_url,twitter,twitter_id,"
            + "facebook,youtube,youtube_id,mastodon,bioguide_id,thomas_id,opensecrets_id,lis_id,"
            + "fec_ids,cspan_id,govtrack_id,votesmart_id,ballotpedia_id,washington_post_id,icpsr_id,"
            + "wikipedia_id",
        "id,name,gender,dates,yearOfBirth,yearOfDeath,placeOfBirth,placeOfDeath,url",
        "ConstituentID,DisplayName,ArtistBio,Nationality,Gender,BeginDate,EndDate,Wiki QID,ULAN",
        "議員氏名,通称名使用議員の本名,議員個人の紹介ページ,読み方,会派,選挙区,任期満了,写真URL",
        "congress,chamber,bioguide,firstname,middlename,lastname,suffix,birthday,state,party,"
            + "incumbent,termstart,age",
        "Candidate,Incumbent,State,Office,District,Stance,Source,URL,Note",
        "case_enquiry_id,open_dt,target_dt,closed_dt,ontime,case_status,closure_reason,case_title,"
            + "subject,reason,type,queue,department,submittedphoto,closedphoto,location,"
            + "neighborhood,ward,precinct,location_street_name,location_zipcode,latitude,longitude,source",
    ])
    func realHeadersRaiseNoAlarm(header: String) throws {
        let names = header.split(separator: ",").map(String.init)
        let problems = try ColumnMap.bind(
            HeaderRecord(names: names), configuration: SpaceConfiguration()
        ).problems
        let others = problems.map(\.code).filter {
            $0 != .missingIdentifier && $0 != .invalidCharacter
        }
        #expect(others == [])
    }
}
