#pragma once
// A person with comments in every state, sealed for real, among other people.

#include <array>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <thread>

#include "copytaster/app/people.hpp"
#include "copytaster/domain/text.hpp"
#include "postgres/people_store.hpp"
#include "postgres/rows.hpp"
#include "postgres/run_program.hpp"
#include "security/hashing.hpp"
#include "security/vault.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {

inline security::Keys some_keys() {
  security::MasterKey key;
  key.fill(7);
  return security::Keys{key, {{1, key}}};
}

class PeopleTest : public RowsTest {
 protected:
  PeopleTest() {
    const auto period = vault_.period_at(noon);
    vault_.hold(period, vault_.new_sealed_key(period));
  }

  static EmailAddress email(std::string_view text) { return EmailAddress::parse(text).value(); }
  AuthorIndex index_of(std::string_view address) const {
    return vault_.author_index(site_, email(address));
  }

  /// Through the use case, as a reader's would: read, masked, judged, sealed.
  CommentId submit(const test::FormParts& parts, Premoderation mode = Premoderation::all) {
    WaitingComment waiting = test::a_waiting(parts, "key " + number());
    auto policy = std::make_shared<SitePolicy>();
    policy->site.premoderation = mode;
    waiting.site = site_;
    waiting.policy = policy;
    waiting.author = index_of(parts.email);
    waiting.name = vault_.name_index(site_, folded(parts.author));
    waiting.reader = vault_.pseudonym(site_, std::array<std::uint8_t, 1>{9}, noon).value();
    const std::string_view said[] = {parts.email, parts.text};
    waiting.content = vault_.content_hash(site_, said);
    waiting.saying = waiting.content;
    test::FakeLately lately;
    const auto outcome =
        submit_comments(std::span{&waiting, 1}, noon, {intake_, vault_, lately}).at(0);
    return std::get<Accepted>(outcome).id;
  }
  CommentId approved(const test::FormParts& parts) {
    const auto id = submit(parts);
    decide(id, {1}, Decision::approve);
    return id;
  }

  PersonAsked asked(const EmailAddress& whose) const {
    return {site_, site_name_, whose, moderator_.token};
  }
  std::size_t erase(std::string_view address) {
    return erase_person(asked(email(address)), noon + 1h, {people_, vault_});
  }
  std::string exported(std::string_view address, std::size_t bytes_max = 1 << 20) {
    return export_person(asked(email(address)), noon + 1h, {people_, vault_}, bytes_max)
        .value_or("too much");
  }

  /// `act` waits for a report about the comment that is committed meanwhile. It has one already.
  void act_while_reported(CommentId id, const std::function<void()>& act) {
    pqxx::connection connection{database().owner_conninfo()};
    pqxx::work reporting{connection};
    const std::string both = std::to_string(site_.value) + ", " + std::to_string(id.value);
    reporting.exec("SELECT FROM comment WHERE (site_id, id) = (" + both + ") FOR NO KEY UPDATE");
    reporting.exec("INSERT INTO report (site_id, comment_id, reporter, at) VALUES (" + both +
                   ", decode(md5('late'), 'hex'), now())");
    reporting.exec(
        "INSERT INTO queue (site_id, comment_id, article_id, created_at, reports) "
        "SELECT site_id, id, article_id, created_at, 1 FROM comment "
        "WHERE (site_id, id) = (" +
        both +
        ") "
        "ON CONFLICT (site_id, comment_id) DO UPDATE SET reports = queue.reports + 1");
    std::thread other{act};
    while (count("pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
                 "current_database()") == "0")
      std::this_thread::sleep_for(5ms);
    reporting.commit();
    other.join();
  }

  /// All that a backup of this database would hold.
  static std::string dump() {
    const test::TestDirectory directory;
    Program program;
    program.path = "/usr/lib/postgresql/15/bin/pg_dump";
    program.arguments = {"--dbname", database().owner_conninfo(), "--file",
                         (directory.path() / "dump.sql").string()};
    program.output = directory.path() / "log";
    program.run_as = test::cluster_user();
    EXPECT_EQ(run_program(program), 0);
    std::ifstream file{directory.path() / "dump.sql"};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  static std::string hex(std::string_view bytes) {
    std::string digits;
    for (const char c : bytes) {
      char two[3];
      std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      digits += two;
    }
    return digits;
  }

  security::SodiumVault vault_{some_keys(), 7};
  PeopleRows people_{database().service_conninfo()};
};

}  // namespace copytaster::postgres::testing
