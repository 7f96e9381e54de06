// Submit over HTTP: every outcome of the contract, and which comes first.

#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

using namespace std::string_literals;

class SubmitTest : public ApiTest {};

TEST_F(SubmitTest, AHeldCommentIs202WithItsReceipt) {
  const std::string article = put_article("held");
  const Answer answer = submit(article, comment("held"));
  ASSERT_EQ(answer.status, 202) << answer.body;
  const json body = json::parse(answer.body);
  EXPECT_EQ(body["state"], "pending");
  EXPECT_EQ(body["version"], 1);
  EXPECT_EQ(body["url"], "http://" + service().host() + "/held#comment-" + body["id"].dump());
  EXPECT_GE(body["receipt"].get<std::string>().size(), 22U);
  EXPECT_EQ(body.size(), 5U);
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
}

TEST_F(SubmitTest, APublishedOneIs201) {
  const std::string article = put_article("open", {{"premoderation", "none"}});
  const Answer answer = submit(article, comment("shown"));
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(json::parse(answer.body)["state"], "approved");
}

TEST_F(SubmitTest, SpamIsAnsweredAsPending) {
  const std::string article = put_article("trap", {{"premoderation", "none"}});
  const std::string form = "author=Bot&email=" + fresh_email() + "&text=Buy&website2=x";
  const Answer answer = ask({"POST", comments_of(article), form_type + fresh_reader(), form});
  EXPECT_EQ(answer.status, 303);
  EXPECT_NE(answer.headers.at("location").find("state=pending"), std::string::npos);
  const json queue =
      json::parse(ask({"GET", "/api/v1/sites/main/moderation/queue?state=spam&article=trap",
                       bearer(service().token(Role::moderator))})
                      .body);
  EXPECT_EQ(queue["items"].size(), 1U);
}

TEST_F(SubmitTest, TheSameKeyGetsTheSameAnswer) {
  const std::string article = put_article("keys");
  const json body = comment("once");
  const std::string key = "Idempotency-Key: k-1\r\n";
  const Answer first = submit(article, body, key);
  const Answer second = submit(article, body, key);
  EXPECT_EQ(second.status, first.status);
  EXPECT_EQ(second.body, first.body);
  EXPECT_FALSE(first.headers.contains("idempotency-replayed"));
  EXPECT_EQ(second.headers.at("idempotency-replayed"), "true");

  json other = body;
  other["text"] = "something else";
  const Answer reused = submit(article, other, key);
  EXPECT_EQ(reused.status, 409);
  EXPECT_EQ(problem_of(reused), "key-reused");
}

TEST_F(SubmitTest, WithoutAKeyASecondClickIsOneComment) {
  const std::string article = put_article("clicks");
  const json body = comment("twice");
  const std::string reader = "X-Forwarded-For: 203.0.113.60\r\n";
  EXPECT_EQ(submit(article, body, reader).body, submit(article, body, reader).body);
}

TEST_F(SubmitTest, ABadKeyIs400) {
  for (const std::string& key :
       {std::string{}, std::string(256, 'k'), std::string{"a b"}, std::string{"k\xc3\xa4se"}}) {
    const Answer answer = submit("1", comment("x"), "Idempotency-Key: " + key + "\r\n");
    EXPECT_EQ(problem_of(answer), "key") << key;
  }
  EXPECT_EQ(
      submit("1", comment("long key"), "Idempotency-Key: " + std::string(255, 'k') + "\r\n").status,
      202);
}

TEST_F(SubmitTest, TwoReadersWithOneKeyOnTwoSitesAreTwo) {
  const json body = comment("on two sites");
  const std::string key = "Idempotency-Key: shared\r\n";
  const Answer here = submit(put_article("twosites"), body, key);
  EXPECT_EQ(here.status, 202);
  const Answer there =
      ask({"POST", "/api/v1/sites/other/articles/x/comments",
           json_type + fresh_reader() + key + "Referer: http://" + service().host() + "/x\r\n",
           body.dump()});
  EXPECT_EQ(there.status, 202) << there.body;
  EXPECT_FALSE(there.headers.contains("idempotency-replayed"));
}

struct BadBody {
  const char* what;
  std::string body;
  const char* problem;
};

TEST_F(SubmitTest, WhatIsNotOneCleanObjectIs400) {
  const std::string deep(17, '[');
  for (const BadBody& bad : {
           BadBody{"nothing", "", "json"},
           {"cut off", R"({"author":"A")", "json"},
           {"a list", "[]", "json"},
           {"text behind", R"({"author":"A"} x)", "json"},
           {"bad UTF-8", "{\"author\":\"\xff\"}", "json"},
           {"a member twice", R"({"author":"A","author":"B"})", "json"},
           {"an unknown member twice", R"({"x":1,"x":2})", "json"},
           {"a member twice, once in escapes", R"({"author":"A","\u0061uthor":"B"})", "json"},
           {"too deep", "{\"x\":" + deep + std::string(17, ']') + "}", "json"},
       })
    EXPECT_EQ(problem_of(ask({"POST", comments_of("1"), json_type, bad.body})), bad.problem)
        << bad.what;
}

TEST_F(SubmitTest, FaultyFieldsAre422AndNamed) {
  const auto fields_of = [](const Answer& answer) {
    std::string names;
    const json body = json::parse(answer.body);
    for (const json& error : body["errors"]) names += error["field"].get<std::string>() + ",";
    return names;
  };
  const auto refused = [&](const json& changed) {
    json body = comment("fine");
    body.update(changed);
    const Answer answer = submit("1", body);
    EXPECT_EQ(answer.status, 422) << answer.body;
    return fields_of(answer);
  };
  EXPECT_EQ(refused({{"author", ""}}), "author,");
  EXPECT_EQ(refused({{"author", 7}}), "author,");
  EXPECT_EQ(refused({{"author", nullptr}}), "author,");
  EXPECT_EQ(refused({{"author", std::string(246, 'n')}}), "author,");
  EXPECT_EQ(refused({{"email", "nowhere"}}), "email,");
  EXPECT_EQ(refused({{"url", "javascript:alert(1)"}}), "url,");
  EXPECT_EQ(refused({{"url", "http://a.example/" + std::string(184, 'u')}}), "url,");
  EXPECT_EQ(refused({{"text", "a\0b"s}}), "text,");
  EXPECT_EQ(refused({{"text", std::string(65'526, 't')}}), "text,");
  EXPECT_EQ(refused({{"parent", "1"}}), "parent,");
  EXPECT_EQ(refused({{"parent", 0}}), "parent,");
  EXPECT_EQ(refused({{"parent", 987654321}}), "parent,");
  EXPECT_EQ(refused({{"author", ""}, {"email", ""}, {"text", " "}}), "author,email,text,");
  const std::string lone = R"({"author":"A\ud800","email":"a@example.com","text":"x"})";
  EXPECT_EQ(fields_of(ask({"POST", comments_of("1"), json_type, lone})), "author,");
}

TEST_F(SubmitTest, TheLongestOfEverythingIsTaken) {
  json body = comment(std::string(65'525, 't'));
  body["author"] = std::string(245, 'n');
  body["url"] = "http://a.example/" + std::string(183, 'u');
  EXPECT_EQ(submit("1", body).status, 202);
}

TEST_F(SubmitTest, UnknownMembersAndNullWhereItMayBeAreFine) {
  json body = comment("with more");
  body.update({{"url", nullptr}, {"parent", nullptr}, {"phone", "1"}, {"more", {{"x", 1}}}});
  EXPECT_EQ(submit("1", body).status, 202);
}

TEST_F(SubmitTest, TheFirstOfSeveralIsAnswered) {
  const std::string closed = put_article("closed", {{"state", "closed"}});
  const json faulty{{"author", ""}};
  const std::string foreign = "Origin: https://evil.example\r\n";
  // In each line the former is wrong as well as the latter; the former is said.
  EXPECT_EQ(problem_of(ask({"POST", "/api/v1/sites/no/articles/1/comments", "", "x"})), "site");
  EXPECT_EQ(
      problem_of(ask({"POST", comments_of("1"), "Content-Type: text/plain\r\n" + foreign, "x"})),
      "media-type");
  EXPECT_EQ(problem_of(ask({"POST", comments_of("no"), json_type + foreign, "x"})), "json");
  EXPECT_EQ(problem_of(submit("no", faulty, foreign)), "origin");
  EXPECT_EQ(problem_of(submit("no", faulty)), "article");
  EXPECT_EQ(problem_of(submit(closed, faulty)), "closed");
  EXPECT_EQ(problem_of(submit(closed, comment("x"))), "closed");
  EXPECT_EQ(problem_of(submit("1", faulty)), "fields");
}

TEST_F(SubmitTest, TooManyAreRefusedWithAWait) {
  const std::string article = put_article("flood");
  json body = comment("n");
  Answer answer;
  for (int n = 0; n < 1000; ++n) {  // the burst is 100, and some are earned back meanwhile
    body["text"] = "n" + std::to_string(n);
    answer = submit(article, body);
    if (answer.status == 429) break;
  }
  EXPECT_EQ(problem_of(answer), "too-fast");
  EXPECT_GE(std::stoi(answer.headers.at("retry-after")), 1);
}

TEST_F(SubmitTest, AnArticleComesIntoBeingFromAPageOfItsSite) {
  const std::string here = "http://" + service().host();
  const auto from = [&](const std::string& key, const std::string& headers) {
    return submit(key, comment("about " + key), headers);
  };
  EXPECT_EQ(from("new1", "").status, 404);
  EXPECT_EQ(from("new2", "Referer: https://evil.example/new2\r\n").status, 404);
  EXPECT_EQ(from("new3", "Origin: " + here + "\r\n").status, 404);  // names no page
  EXPECT_EQ(from("bad key", "Referer: " + here + "/x\r\n").status, 400);
  EXPECT_EQ(from("bad!", "Referer: " + here + "/x\r\n").status, 404);
  EXPECT_EQ(from("new5", "Referer: " + here + "/\xFF\r\n").status, 404) << "no text is made of it";
  const Answer made = from("new4", "Referer: " + here + "/news/four?utm=1#top\r\n");
  ASSERT_EQ(made.status, 202) << made.body;
  const std::string url = json::parse(made.body)["url"];
  EXPECT_EQ(url.substr(0, url.find('#')), here + "/news/four");
}

TEST_F(SubmitTest, OwnOriginMayReadTheAnswerAndNobodyElse) {
  const std::string here = "http://" + service().host();
  const Answer own = submit("1", comment("own"), "Origin: " + here + "\r\n");
  EXPECT_EQ(own.headers.at("access-control-allow-origin"), here);
  const Answer foreign = submit("1", comment("x"), "Origin: https://evil.example\r\n");
  EXPECT_EQ(foreign.status, 403);
  EXPECT_FALSE(foreign.headers.contains("access-control-allow-origin"));
}

TEST_F(SubmitTest, TheOwnFormGoesBackToTheArticle) {
  const std::string article = put_article("form");
  const std::string form =
      "author=Ann&email=" + fresh_email() + "&url=&text=One%0D%0ATwo&parent=&nonce=&website2=";
  const Answer answer = ask({"POST", comments_of(article), form_type + fresh_reader(), form});
  ASSERT_EQ(answer.status, 303) << answer.body;
  const std::string place = answer.headers.at("location");
  EXPECT_TRUE(place.starts_with("http://" + service().host() + "/form?comment=")) << place;
  EXPECT_NE(place.find("&state=pending#comment-"), std::string::npos) << place;
}

TEST_F(SubmitTest, AFaultyOwnFormIsAPageWithTheTextKept) {
  const auto page = [](const std::string& form) {
    return ask({"POST", comments_of("1"), form_type + fresh_reader(), form});
  };
  const Answer answer = page("author=&email=a%40example.com&text=%3Cb%3Ekept");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_NE(answer.body.find("&lt;b&gt;kept"), std::string::npos);
  EXPECT_EQ(page("author=A&author=B&email=a%40example.com&text=x").status, 400);
  EXPECT_EQ(page("author=%FF&email=a%40example.com&text=x").status, 400);
  EXPECT_EQ(page("author=%zz").status, 400);
}

}  // namespace
}  // namespace copytaster::http::testing
