/// Other words for the identifiers, as exports of well-known programs have them in their headers.
///
/// `id`, `name` and `customer_id` are not here on purpose: nobody can say what they stand for.
enum IdentifierAliases {
    /// The words for an identifier type, letter case and punctuation aside.
    static func words(for type: String) -> [String] { table[type] ?? [] }

    private static let phone = [
        "phone number", "phone no", "telephone", "telephone number", "tel", "mobile",
        "mobile phone", "mobile number", "mobile phone number", "cell", "cell phone",
        "cell phone number", "contact number", "primary phone", "telefon", "telefonnummer",
        "handy", "handynummer", "mobilnummer", "téléphone", "teléfono", "telefono", "telefone",
        "celular", "cellulare", "電話番号", "电话",
    ]

    private static let table: [String: [String]] = [
        "email": [
            "mail", "email address", "email adress", "e-mail adresse", "mail address",
            "primary email", "user email", "customer email", "contact email", "email id",
            "email 1", "email 1 - value", "email addr", "your email", "correo",
            "correo electrónico", "courriel", "adresse email", "adresse e-mail", "mailadresse",
            "indirizzo email", "endereço de email", "メール", "メールアドレス", "邮箱",
        ],
        "user_id": ["uid", "user identifier", "user id number", "id user", "segment user id"],
        "anonymous_id": ["anon id", "segment anonymous id"],
        "group_id": ["segment group id"],
        "ga_client_id": ["google analytics client id", "ga cid", "google client id"],
        "phone": phone,
        "phone_number": phone + ["phone"],
        "phonenumber": phone + ["phone"],
        "android.id": ["android device id"],
        "android.idfa": ["gaid", "aaid", "android advertising id", "google advertising id"],
        "android.push_token": ["android device token", "fcm token"],
        "ios.id": ["ios device id", "idfv"],
        "ios.idfa": ["idfa", "ios advertising id", "apple advertising id"],
        "ios.push_token": ["ios device token", "apns token"],
    ]
}
