#include "postgres/people_store.hpp"

#include <thread>

#include "postgres/export_store.hpp"
#include "postgres/queue_store.hpp"
#include "postgres/thread_store.hpp"
#include "tests/postgres/people_test.hpp"

namespace copytaster::postgres::testing {
namespace {

constexpr auto canary = "canary.address@example.com";
const test::FormParts hers{"Canaryname Reader", canary, "https://canaryurl.example",
                           "canarytext, write me: canary.second@example.org"};
const test::FormParts his{"Ben Other", "ben@example.com", "", "bentext, write ben.two@example.org"};

test::FormParts answering(const test::FormParts& parts, CommentId parent) {
  test::FormParts reply = parts;
  reply.parent = parent.value;
  return reply;
}

/// What is to leave no trace: as text, and as the hexadecimal digits in which a dump writes bytes.
std::vector<std::string> traces(const AuthorIndex& author) {
  return {"canaryname",
          "Canaryname",
          "canary.address",
          "canaryurl",
          "canarytext",
          "canary.second",
          security::hexadecimal(author.digest)};
}

TEST_F(PeopleTest, NothingOfAnErasedPersonIsInADump) {
  const auto shown = approved(hers);
  const auto reply = approved(answering(his, shown));
  const auto waits = submit(hers);
  const auto rejected = submit(hers);
  decide(rejected, {1}, Decision::reject);
  owner_sees(
      "UPDATE audit_detail d SET note = 'the canarytext was rude' FROM audit_entry a WHERE "
      "a.id = d.entry_id AND a.comment_id = " +
      std::to_string(rejected.value) + " RETURNING 1");
  const auto other_rows = [this] {
    return owner_sees("SELECT md5(string_agg(c::text, '' ORDER BY id)) FROM comment c WHERE " +
                      here() + " AND author = 'Ben Other'");
  };
  const std::string before = other_rows();
  const std::string full = dump();
  const auto index = index_of(canary);
  for (const char* trace : {"Canaryname", "canaryurl", "canarytext"})
    EXPECT_NE(full.find(trace), std::string::npos) << trace;
  EXPECT_NE(full.find(security::hexadecimal(index.digest)), std::string::npos);

  EXPECT_EQ(erase("Canary.Address@example.com"), 3U) << "however she wrote it";
  const std::string left = dump();
  for (const auto& trace : traces(index)) {
    EXPECT_EQ(left.find(trace), std::string::npos) << trace;
    EXPECT_EQ(left.find(hex(trace)), std::string::npos) << trace;
  }
  EXPECT_EQ(other_rows(), before);
  EXPECT_NE(left.find("bentext"), std::string::npos);
  EXPECT_EQ(count("author WHERE " + here()), "1");
  EXPECT_EQ(count("intake WHERE " + here()), "1");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  EXPECT_EQ(count("audit_entry WHERE " + here()), "6") << "three decisions, three erasures";
  EXPECT_EQ(count("audit_detail WHERE " + here()), "1") << "that of the other's comment";
  EXPECT_EQ(erase(canary), 0U);
  (void)reply;
  (void)waits;
}

TEST_F(PeopleTest, AnErasureIsAuditedAndToldToTheOtherInstances) {
  const auto shown = approved(hers);
  const auto waits = submit(hers);
  erase(canary);
  const std::string token = std::to_string(moderator_.token.value);
  EXPECT_EQ(
      owner_sees("SELECT string_agg(concat_ws(' ', comment_id = " + std::to_string(shown.value) +
                 ", token_id, from_state, to_state, version, detail_digest IS NULL), ', ' "
                 "ORDER BY comment_id) FROM audit_entry WHERE decision = 'erase' AND " +
                 here()),
      "t " + token + " 1 4 3 t, f " + token + " 0 4 2 t");
  EXPECT_EQ(count("audit_unsealed u JOIN audit_entry a ON a.id = u.entry_id WHERE a." + here() +
                  " AND decision = 'erase'"),
            "2");
  EXPECT_EQ(owner_sees("SELECT count(DISTINCT batch) FROM audit_entry WHERE decision = 'erase' "
                       "AND " +
                       here()),
            "1");
  EXPECT_EQ(owner_sees("SELECT string_agg(concat_ws(' ', comment_id, state, version), ', ' ORDER "
                       "BY id) FROM change WHERE " +
                       here() + " AND state = 4"),
            std::to_string(shown.value) + " 4 3, " + std::to_string(waits.value) + " 4 2");
}

TEST_F(PeopleTest, OnTheCommandLineNobodyIsNamed) {
  approved(hers);
  const auto whose = email(canary);
  erase_person({site_, site_name_, whose, std::nullopt}, noon + 1h, {people_, vault_});
  EXPECT_EQ(count("audit_entry WHERE decision = 'erase' AND token_id IS NULL AND " + here()), "1");
}

TEST_F(PeopleTest, TheThreadKeepsThePlaceOfAnAnsweredComment) {
  const auto answered = approved(hers);
  approved(answering(his, answered));
  approved(hers);
  erase(canary);
  ThreadQuery query;
  query.site = site_;
  query.article = "1";
  const auto page = ThreadRows{pool_}.read_thread(query).value();
  ASSERT_EQ(page.comments.size(), 2U) << "the unanswered one leaves none";
  EXPECT_EQ(page.total, 1);
  EXPECT_TRUE(page.comments[0].removed);
  EXPECT_EQ(page.comments[0].id, answered);
  EXPECT_EQ(page.comments[0].text + page.comments[0].author, "");
  EXPECT_EQ(page.comments[1].parent, answered);
}

TEST_F(PeopleTest, TheQueueAndTheExportLeaveOutWhatWasErased) {
  submit(hers);
  approved(hers);
  const auto stays = approved(his);
  erase(canary);
  QueueQuery queue;
  queue.site = site_;
  EXPECT_TRUE(QueueRows{pool_}.list_queue(queue).comments.empty());
  queue.state = State::withdrawn;
  const auto withdrawn = QueueRows{pool_}.list_queue(queue).comments;
  ASSERT_EQ(withdrawn.size(), 2U);
  EXPECT_EQ(withdrawn[0].verdict_json, "{}");
  EXPECT_EQ(withdrawn[0].approved_before, 0);
  ExportQuery query;
  query.site = site_;
  ExportRows exports{database().service_conninfo()};
  const auto reading = exports.open_export(query);
  const ExportedComment* only = reading->next();
  ASSERT_TRUE(only);
  EXPECT_EQ(only->comment.id, stays);
  EXPECT_FALSE(reading->next());
}

TEST_F(PeopleTest, ADecisionOnWhatWasErasedIsAConflict) {
  const auto id = submit(hers);
  erase(canary);
  const auto late = decide(id, {1}, Decision::approve);
  EXPECT_EQ(late.results.at(0).status, DecisionStatus::conflict);
  EXPECT_EQ(late.results.at(0).standing->state, State::withdrawn);
  EXPECT_EQ(count("author WHERE " + here()), "0");
}

TEST_F(PeopleTest, ErasingAndDecidingAtOnceWaitForEachOtherInTurn) {
  for (int round = 0; round < 10; ++round) {
    std::vector<CommentId> ids;
    for (int i = 0; i < 20; ++i) ids.push_back(submit(hers));
    std::thread rival{[&] {
      for (auto id = ids.rbegin(); id != ids.rend(); ++id) decide(*id, {1}, Decision::approve);
    }};
    EXPECT_EQ(erase(canary), 20U);
    rival.join();
  }
  EXPECT_EQ(count("comment WHERE state <> 4 AND " + here()), "0");
  EXPECT_EQ(count("author WHERE " + here()), "0");
  EXPECT_EQ(count("audit_detail WHERE " + here()), "0") << "also of the decisions it waited for";
}

TEST_F(PeopleTest, AnotherSiteIsAnotherMatter) {
  approved(hers);
  const auto whose = email(canary);
  const SiteId elsewhere = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  EXPECT_EQ(erase_person({elsewhere, "elsewhere", whose, {}}, noon, {people_, vault_}), 0U);
  EXPECT_EQ(erase(canary), 1U);
}

TEST_F(PeopleTest, AnExportHoldsAllThatIsHers) {
  const auto shown = approved(hers);
  const auto waits = submit(hers);
  approved(his);
  const std::string all = exported(canary);
  for (const std::string& part :
       {"\"id\":" + std::to_string(shown.value), "\"id\":" + std::to_string(waits.value),
        std::string{"\"email\":\"canary.address@example.com\""},
        std::string{"\"original\":{\"text\":\"canarytext, write me: canary.second@example.org\"}"},
        std::string{"\"text\":\"canarytext, write me: [email hidden]\""},
        std::string{"\"state\":\"pending\""}, std::string{"\"state\":\"approved\""},
        std::string{"\"verdict\":{\"state\":\"pending\""},
        std::string{"\"history\":[{\"approved\":1,\"rejected\":0,\"spam\":0,"}})
    EXPECT_NE(all.find(part), std::string::npos) << part << " in " << all;
  EXPECT_EQ(all.find("bentext"), std::string::npos);
  EXPECT_EQ(count("audit_entry a JOIN audit_unsealed u ON u.entry_id = a.id WHERE "
                  "decision = 'reveal' AND from_state = to_state AND a." +
                  here()),
            "2")
      << "each look is on record";
}

TEST_F(PeopleTest, AnExportThatIsTooLongLeavesNoTrace) {
  approved(hers);
  EXPECT_EQ(exported(canary, 100), "too much");
  EXPECT_EQ(count("audit_entry WHERE decision = 'reveal' AND " + here()), "0");
}

TEST_F(PeopleTest, AnExportIsLongerThanAPage) {
  for (int i = 0; i < 501; ++i) submit(hers);
  const std::string all = exported(canary, 10 << 20);
  std::size_t found = 0;
  for (std::size_t at = 0; (at = all.find("\"verdict\"", at)) != std::string::npos; ++at) ++found;
  EXPECT_EQ(found, 501U);
}

TEST_F(PeopleTest, OfSomebodyUnknownThereIsNothing) {
  EXPECT_EQ(exported("nobody@example.com"),
            "{\"site\":\"" + site_name_ + "\",\"items\":[],\"history\":[],\"bans\":[]}");
  EXPECT_EQ(erase("nobody@example.com"), 0U);
}

}  // namespace
}  // namespace copytaster::postgres::testing
