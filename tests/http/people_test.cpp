// What admins do for a person who asks what is held of her; and comments without a pseudonym's key.

#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

class PeopleApiTest : public ApiTest {
 protected:
  static Answer people(const std::string& what, const json& body,
                       const std::string& site = "main") {
    return ask({"POST", "/api/v1/sites/" + site + "/people/" + what,
                json_type + bearer(service().token(Role::admin, site)), body.dump()});
  }
  static std::int64_t said(const std::string& article, const std::string& email,
                           const std::string& text) {
    json body = comment(text);
    body["email"] = email;
    return json::parse(submit(article, body).body)["id"].get<std::int64_t>();
  }
};

TEST_F(PeopleApiTest, AnExportIsForTheAdminAlone) {
  const auto article = put_article("people-export");
  const auto id = said(article, "Export.Me@example.com", "mail export.too@example.com");
  const Answer answer = people("export", {{"email", "export.me@EXAMPLE.com"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  const json body = json::parse(answer.body);
  EXPECT_EQ(body["site"], "main");
  ASSERT_EQ(body["items"].size(), 1U);
  const json& held = body["items"][0];
  EXPECT_EQ(held["id"], id);
  EXPECT_EQ(held["email"], "Export.Me@example.com");
  EXPECT_EQ(held["text"], "mail [email hidden]");
  EXPECT_EQ(held["original"]["text"], "mail export.too@example.com");
  EXPECT_EQ(held["article"], article);
  EXPECT_EQ(held["verdict"]["state"], "pending");
  EXPECT_EQ(
      json::parse(people("export", {{"email", "export.me@example.com"}}, "other").body)["items"]
          .size(),
      0U);
}

TEST_F(PeopleApiTest, AnErasureCanBeRepeated) {
  const auto article = put_article("people-erase");
  said(article, "erase.me@example.com", "one");
  said(article, "erase.me@example.com", "two");
  said(article, "keep.me@example.com", "three");
  const json email{{"email", "erase.me@example.com"}};
  EXPECT_EQ(people("erase", email).body, "{\"erased\":2}");
  EXPECT_EQ(people("erase", email).body, "{\"erased\":0}");
  EXPECT_EQ(json::parse(people("export", email).body)["items"].size(), 0U);
  EXPECT_EQ(json::parse(people("export", {{"email", "keep.me@example.com"}}).body)["items"].size(),
            1U);
  said(article, "erase.me@example.com", "she is free to come back");
  EXPECT_EQ(people("erase", email).body, "{\"erased\":1}");
}

TEST_F(PeopleApiTest, WhatIsNoAddressIsNeverRepeated) {
  for (const std::string what : {"export", "erase"}) {
    for (const json& wrong :
         {json{{"email", "not.an.address"}}, json{{"email", ""}}, json{{"email", 7}},
          json{{"email", nullptr}}, json::object(), json{{"email", "a@b.example, c@d.example"}}}) {
      const Answer answer = people(what, wrong);
      EXPECT_EQ(answer.status, 422) << wrong;
      EXPECT_EQ(json::parse(answer.body)["errors"][0]["field"], "email");
      EXPECT_EQ(answer.body.find("not.an"), std::string::npos);
    }
    EXPECT_EQ(problem_of(ask({"POST", "/api/v1/sites/main/people/" + what,
                              json_type + bearer(service().token(Role::admin)), "{"})),
              "json");
    EXPECT_EQ(problem_of(ask({"POST", "/api/v1/sites/main/people/" + what,
                              form_type + bearer(service().token(Role::admin)), "email=a"})),
              "media-type");
  }
}

}  // namespace
}  // namespace copytaster::http::testing
