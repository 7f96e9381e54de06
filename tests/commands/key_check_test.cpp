#include "commands/key_check.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "commands/startup.hpp"
#include "tests/support/test_cluster.hpp"

namespace copytaster::commands {
namespace {

class KeyCheckTest : public testing::Test {
 protected:
  KeyCheckTest() {
    std::string folder = "/tmp/copytaster-keycheck-XXXXXX";
    settings_.data = ::mkdtemp(folder.data());
    postgres::PoolSettings pool;
    pool.conninfo = database_.service_conninfo();
    pool_ = std::make_unique<postgres::Pool>(pool);
  }
  void TearDown() override { std::filesystem::remove_all(settings_.data); }

  std::string path() const { return key_file_path(settings_); }
  void write(const std::string& text) const {
    std::filesystem::remove(path());
    std::ofstream{path()} << "copytaster-keys 1\n" << text;
    ::chmod(path().c_str(), 0400);
  }
  static std::string line(const std::string& words, char digit) {
    return words + " " + std::string(64, digit) + "\n";
  }
  std::string refusal(security::Keys (*keys)(const Settings&, postgres::Pool&) = fitting_keys) {
    try {
      keys(settings_, *pool_);
      return "";
    } catch (const std::exception& refused) {
      return refused.what();
    }
  }
  std::string missing() const {
    return "the key file " + path() + " cannot be opened: No such file or directory";
  }
  std::size_t recorded() { return postgres::recorded_keys(*pool_).size(); }

  test::TestDatabase database_;
  Settings settings_;
  std::unique_ptr<postgres::Pool> pool_;
};

TEST_F(KeyCheckTest, AFreshDatabaseTakesANewFileAndAsksForItEverAfter) {
  EXPECT_EQ(refusal(fitting_or_first_keys), "");
  EXPECT_EQ(refusal(fitting_or_first_keys), "");
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(recorded(), 1U);
  std::filesystem::remove(path());
  EXPECT_EQ(refusal(fitting_or_first_keys), missing());
  write(line("index", 'a') + line("key 1", 'b'));
  EXPECT_EQ(refusal(), "the key file " + path() +
                           " is not the one that this database was made with: its index line is "
                           "another");
}

TEST_F(KeyCheckTest, OnlyAServiceThatStartsMakesAKeyFile) {
  EXPECT_EQ(refusal(), missing()) << "the database is fresh";
  EXPECT_FALSE(std::filesystem::exists(path()));
  EXPECT_EQ(refusal(fitting_or_first_keys), "");
  std::filesystem::remove(path());
  EXPECT_EQ(refusal(), missing());
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(KeyCheckTest, EachKeyInUseMustBeThere) {
  const std::string index = line("index", 'a');
  write(index + line("key 1", 'b') + line("key 2", 'c'));
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(recorded(), 2U);
  write(index + line("key 2", 'c'));
  EXPECT_EQ(refusal(),
            "the key file " + path() + " lacks key 1, which addresses here are sealed with");
  write(index + line("key 1", 'd') + line("key 2", 'c'));
  EXPECT_EQ(refusal(), "the key file " + path() +
                           " holds another key 1 than the one that addresses here are sealed with");
  postgres::retire_key(*pool_, 1);
  write(index + line("key 2", 'c'));
  EXPECT_EQ(refusal(), "");
}

TEST_F(KeyCheckTest, ARefusedFileRecordsNothing) {
  write(line("index", 'a') + line("key 1", 'b'));
  EXPECT_EQ(refusal(), "");
  write(line("index", 'a') + line("key 7", 'b'));
  EXPECT_NE(refusal().find("lacks key 1"), std::string::npos);
  EXPECT_EQ(recorded(), 1U);
}

}  // namespace
}  // namespace copytaster::commands
