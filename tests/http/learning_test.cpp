// A running service and what was learned: from the first comment on, at each instance, as the
// settings say.

#include "postgres/model_store.hpp"
#include "tests/http/a_server.hpp"
#include "tests/http/a_service.hpp"
#include "tests/learning/builders.hpp"

namespace copytaster::http::testing {
namespace {

void learn_on(Settings& settings) { settings.learning.policy.mode = LearningMode::on; }

class LearningApiTest : public ApiTest {
 protected:
  void SetUp() override { put_article("there", {{"premoderation", "rules"}}); }
  void TearDown() override {
    service().reload([](Settings&) noexcept {});
  }

  /// As a training would have left it.
  static std::int64_t add_model() {
    postgres::Pool pool{{service().database().service_conninfo(), 1}};
    const SiteId site = postgres::ensure_sites(pool, {"main"}).at("main");
    ModelVersion made;
    made.made_at = postgres::database_now(pool);
    made.until = {made.made_at, {0}};
    return postgres::ModelRows{pool}.add(site, made, test::a_model().bytes());
  }
  static json verdict_at(std::uint16_t port) {
    const Answer answer =
        service().ask_at(port, {"POST", comments_of("there"), json_type + fresh_reader(),
                                comment("You can order cheap pills online at last").dump()});
    EXPECT_TRUE(answer.status == 201 || answer.status == 202) << answer.body;
    return as_moderated(json::parse(answer.body)["id"])["verdict"];
  }
  static json verdict() { return verdict_at(service().port()); }
  static std::int64_t model_in(const json& verdict) { return verdict.value("model_version", 0); }
  static bool is_held_by_it(const json& verdict) {
    for (const json& hit : verdict["hits"])
      if (hit["rule"] == "learned" && !hit.contains("shadow")) return true;
    return false;
  }
};

TEST_F(LearningApiTest, JudgesFromTheFirstCommentOn) {
  const auto number = add_model();
  service().reload(learn_on);
  const auto other = service().another(
      std::make_shared<rule_files::TomlRuleReader>(commands::rule_reader()), learn_on);
  const json first = verdict_at(AService::port_of(*other));
  EXPECT_EQ(model_in(first), number) << first;
  EXPECT_TRUE(is_held_by_it(first)) << first;
  other->stop();
}

TEST_F(LearningApiTest, AReloadTurnsItOnAndOff) {
  const auto number = add_model();
  EXPECT_EQ(model_in(verdict()), 0) << "off, though there is a model";
  service().reload(learn_on);
  wait_for("the model", [&] { return model_in(verdict()) == number; });
  service().reload(
      [](Settings& settings) noexcept { settings.learning.policy.mode = LearningMode::shadow; });
  wait_for("the shadow", [] { return !is_held_by_it(verdict()); });
  EXPECT_EQ(model_in(verdict()), number) << "asked still";
  service().reload([](Settings&) noexcept {});
  wait_for("nothing", [] { return model_in(verdict()) == 0; });
}

TEST_F(LearningApiTest, ANewerModelIsFollowedByAll) {
  add_model();
  service().reload(learn_on);
  const auto other = service().another(
      std::make_shared<rule_files::TomlRuleReader>(commands::rule_reader()), learn_on);
  const auto newer = add_model();
  for (const std::uint16_t port : {service().port(), AService::port_of(*other)})
    wait_for("the newer one", [&] { return model_in(verdict_at(port)) == newer; });
  other->stop();
}

}  // namespace
}  // namespace copytaster::http::testing
