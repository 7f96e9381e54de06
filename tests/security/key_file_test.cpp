#include "security/key_file.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster::security {
namespace {

const std::string some_key(64, 'a');

class KeyFileTest : public testing::Test {
 protected:
  KeyFileTest() {
    std::string folder = "/tmp/copytaster-keys-XXXXXX";
    folder_ = ::mkdtemp(folder.data());
    path_ = folder_ + "/keys";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& text, mode_t mode = 0400) const {
    std::filesystem::remove(path_);
    std::ofstream{path_} << text;
    ::chmod(path_.c_str(), mode);
  }
  std::string refusal() const {
    try {
      load_keys(path_, false);
      return "";
    } catch (const KeyFileRefused& refused) {
      return refused.what();
    }
  }
  void expect_refused(const std::string& why) const {
    const std::string said = refusal();
    EXPECT_NE(said.find(why), std::string::npos) << said;
    EXPECT_NE(said.find(path_), std::string::npos) << said;
    EXPECT_EQ(said.find(some_key), std::string::npos) << "a key in an error";
  }

  std::string folder_;
  std::string path_;
};

TEST_F(KeyFileTest, IsMadeOncePrivateAndReadAgain) {
  const Keys made = load_keys(path_, true);
  struct stat state {};
  ASSERT_EQ(::stat(path_.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 07777U, 0400U);
  EXPECT_EQ(made.newest(), 1U);
  EXPECT_EQ(load_keys(path_, true).index(), made.index());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder_}, {}), 1);
}

TEST_F(KeyFileTest, TwoFilesHaveTwoKeys) {
  const Keys first = load_keys(path_, true);
  std::filesystem::remove(path_);
  EXPECT_NE(load_keys(path_, true).index(), first.index());
}

TEST_F(KeyFileTest, IsNotMadeWhereOneMustBe) {
  expect_refused("cannot be opened");
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(KeyFileTest, OfManyThreadsAllGetTheSameKey) {
  std::vector<std::thread> threads;
  std::vector<MasterKey> keys(8);
  for (auto& key : keys)
    threads.emplace_back([this, &key] {
      try {
        key = load_keys(path_, true).index();
      } catch (const KeyFileRefused&) {
        key = {};  // two threads of one process share the name that the file is formed under
      }
    });
  for (auto& thread : threads) thread.join();
  const MasterKey kept = load_keys(path_, false).index();
  for (const auto& key : keys) EXPECT_TRUE(key == kept || key == MasterKey{});
}

TEST_F(KeyFileTest, HoldsSeveralKeysTheHighestSeals) {
  write("copytaster-keys 1\n# old\nkey 1 " + some_key + "\n\nkey 7 " + std::string(64, 'B') +
        "\nindex " + std::string(64, 'c') + "\n");
  const Keys keys = load_keys(path_, false);
  EXPECT_EQ(keys.newest(), 7U);
  EXPECT_EQ(keys.index()[0], 0xcc);
  EXPECT_EQ((*keys.find(1))[0], 0xaa);
  ASSERT_NE(keys.find(7), nullptr);
  EXPECT_EQ((*keys.find(7))[31], 0xbb);
  EXPECT_EQ(keys.find(2), nullptr);
}

TEST_F(KeyFileTest, GetsANewKeyAndLosesAnOldOneInOneStep) {
  const Keys made = load_keys(path_, true);
  add_key(path_, 2);
  struct stat state {};
  ASSERT_EQ(::stat(path_.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 07777U, 0400U);
  const Keys both = load_keys(path_, false);
  EXPECT_EQ(both.index(), made.index());
  EXPECT_EQ(both.newest(), 2U);
  EXPECT_EQ(*both.find(1), *made.find(1));
  EXPECT_NE(*both.find(2), *made.find(1));
  EXPECT_THROW(add_key(path_, 2), KeyFileRefused);
  remove_key(path_, 1);
  const Keys kept = load_keys(path_, false);
  EXPECT_EQ(kept.find(1), nullptr);
  EXPECT_EQ(*kept.find(2), *both.find(2));
  EXPECT_THROW(remove_key(path_, 2), KeyFileRefused) << "the last one";
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder_}, {}), 1);
}

TEST_F(KeyFileTest, ItsFingerprintsTellKeysApart) {
  const Keys keys = load_keys(path_, true);
  add_key(path_, 2);
  const Keys both = load_keys(path_, false);
  EXPECT_EQ(index_fingerprint(keys), index_fingerprint(both));
  const auto prints = sealing_fingerprints(both);
  EXPECT_EQ(prints.at(1), sealing_fingerprints(keys).at(1));
  EXPECT_NE(prints.at(1), prints.at(2));
  EXPECT_EQ(prints.at(2).size(), 16U);
}

TEST_F(KeyFileTest, SaysWhatIsWrongWithIt) {
  const std::string head = "copytaster-keys 1\n";
  write("");
  expect_refused("does not begin with");
  write("copytaster-keys 2\nkey 1 " + some_key + "\n");
  expect_refused("does not begin with");
  write(head + "index " + some_key + "\n");
  expect_refused("holds no key");
  write(head + "key 1 " + some_key + "\n");
  expect_refused("has no index line");
  write(head + "index " + some_key + "\nindex " + some_key + "\n");
  expect_refused("has two index lines");
  write(head + "index " + some_key + "0\n");
  expect_refused("64 hexadecimal digits in line 2");
  write(head + "index\n");
  expect_refused("line 2");
  write(head + "kay 1 " + some_key + "\n");
  expect_refused("line 2");
  write(head + "key 0 " + some_key + "\n");
  expect_refused("line 2");
  write(head + "key 1 " + some_key + "0\n");
  expect_refused("64 hexadecimal digits in line 2");
  write(head + "key 1 " + std::string(63, 'a') + "g\n");
  expect_refused("64 hexadecimal digits in line 2");
  write(head + "key 1 " + some_key + "\nkey 1 " + some_key + "\n");
  expect_refused("two keys with the number 1");
  write(head + std::string(70'000, '#'));
  expect_refused("too large");
}

TEST_F(KeyFileTest, IsPrivateOrRefused) {
  const std::string text = "copytaster-keys 1\nindex " + some_key + "\nkey 1 " + some_key + "\n";
  for (const mode_t mode : {0440U, 0404U, 0420U, 0644U}) {
    write(text, mode);
    expect_refused("open to others");
  }
  write(text, 0600);
  EXPECT_EQ(refusal(), "");
}

TEST_F(KeyFileTest, ALinkOrAFolderIsNoKeyFile) {
  std::filesystem::create_directory(path_);
  EXPECT_NE(refusal(), "");
  std::filesystem::remove(path_);
  std::filesystem::create_symlink("/etc/hostname", path_);
  expect_refused("cannot be opened");
}

}  // namespace
}  // namespace copytaster::security
