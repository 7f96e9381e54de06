// Readers with the receipts of their comments.
#pragma once

#include <pqxx/pqxx>

#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {

struct Sent {
  std::int64_t id = 0;
  std::string receipt;
};

class ReceiptsTest : public ApiTest {
 protected:
  static std::string rules_article(const std::string& key) {
    return put_article(key, {{"premoderation", "rules"}});
  }
  static Sent sent_with(const std::string& article, const json& comment) {
    const json body = json::parse(submit(article, comment).body);
    return {body.value("id", std::int64_t{0}), body.value("receipt", body.dump())};
  }
  static Sent sent(const std::string& article, const std::string& text) {
    return sent_with(article, comment(text));
  }
  /// Two that say the same. Their numbers have as many digits, so that what is answered about one
  /// is as long as what is answered about the other.
  static std::pair<Sent, Sent> two_sent(const std::string& article, const std::string& text) {
    const auto digits = [](const Sent& one) { return std::to_string(one.id).size(); };
    Sent first = sent(article, text);
    Sent second = sent(article, text);
    // Between them a number grew; the next is like the second.
    if (digits(first) != digits(second)) first = sent(article, text);
    EXPECT_EQ(digits(first), digits(second));
    return {first, second};
  }
  static std::string path_of(std::int64_t id) {
    return "/api/v1/sites/main/comments/" + std::to_string(id);
  }
  static std::string page_of(const Sent& one) {
    return "/receipt/main/" + std::to_string(one.id) + "/" + one.receipt;
  }
  static std::string with(const std::string& receipt) {
    return "Authorization: Receipt " + receipt + "\r\n";
  }
  static Answer show(const Sent& one) { return ask({"GET", path_of(one.id), with(one.receipt)}); }
  static Answer edit(const Sent& one, const std::string& text, const std::string& headers = "") {
    return ask({"PATCH", path_of(one.id), json_type + fresh_reader() + with(one.receipt) + headers,
                json{{"text", text}}.dump()});
  }
  static Answer withdraw(const Sent& one) {
    return ask({"DELETE", path_of(one.id), with(one.receipt)});
  }
  static std::string said(const Answer& answer, const char* member) {
    return json::parse(answer.body, nullptr, false).value(member, "none: " + answer.body);
  }
  static json decide(std::int64_t id, int version, const std::string& decision,
                     const std::string& reason = "") {
    json wanted{{"id", id}, {"version", version}, {"decision", decision}, {"note", "a note"}};
    if (!reason.empty()) wanted["reason"] = reason;
    const Answer answer = ask({"POST", "/api/v1/sites/main/moderation/decisions",
                               json_type + bearer(service().token(Role::moderator)),
                               json{{"decisions", json::array({wanted})}}.dump()});
    return json::parse(answer.body)["results"][0];
  }
  static json thread(const std::string& article) {
    return json::parse(ask({"GET", comments_of(article)}).body);
  }
  static std::string owner_sees(const std::string& sql) {
    pqxx::connection owner{service().database().owner_conninfo()};
    const auto rows = pqxx::nontransaction{owner}.exec(sql);
    return rows.empty() || rows[0][0].is_null() ? "" : rows[0][0].c_str();
  }
  /// As if it had been sent that much earlier.
  static void age(const Sent& one, const std::string& by) {
    owner_sees("UPDATE comment SET created_at = created_at - interval '" + by +
               "' WHERE id = " + std::to_string(one.id) + " RETURNING 1");
  }
  static std::string row(const Sent& one) {
    return owner_sees("SELECT c::text FROM comment c WHERE id = " + std::to_string(one.id));
  }
  /// Without what differs from one answer to the next.
  static std::string without_id(const Answer& answer) {
    std::string told = std::to_string(answer.status) + "\n";
    for (const auto& [name, value] : answer.headers) {
      if (name != "x-request-id" && name != "date") told.append(name + ": " + value + "\n");
    }
    json body = json::parse(answer.body, nullptr, false);
    if (!body.is_object()) return told + answer.body;
    for (const char* member : {"request_id", "id", "created_at", "can_edit_until"})
      body.erase(member);
    return told + body.dump();
  }
};

}  // namespace copytaster::http::testing
