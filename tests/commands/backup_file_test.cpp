#include "commands/backup_file.hpp"

#include <unistd.h>

#include <gtest/gtest.h>

#include "commands/startup.hpp"

namespace copytaster::commands {
namespace {

class BackupFileTest : public testing::Test {
 protected:
  BackupFileTest() {
    std::string name = "/tmp/copytaster-backup-XXXXXX";
    file_ = ::mkstemp(name.data());
    ::unlink(name.c_str());
    content_.created_at = "2026-11-23T12:00:00.000Z";
    content_.system_id = "7711857530810871675";
    content_.migrations = {{1, "0001_walk.sql", std::string(64, 'a')}};
    content_.rows = {{"comment", 12}, {"site", 1}};
    content_.index_fingerprint = std::string("\x00\xff\x10", 3);
    content_.sealing_keys = {{1, "one", true}, {2, "two", false}};
    put(0, archive_);
    seal_backup(file_, content_);
  }
  void TearDown() override { ::close(file_); }

  void put(off_t at, const std::string& bytes) const {
    ASSERT_EQ(::pwrite(file_, bytes.data(), bytes.size(), at), static_cast<ssize_t>(bytes.size()));
  }
  off_t length() const { return ::lseek(file_, 0, SEEK_END); }
  std::string refusal() const {
    try {
      const Manifest manifest = read_manifest(file_, "a.backup");
      verify_archive(file_, "a.backup", manifest, nullptr);
      return "";
    } catch (const Refused& refused) {
      return refused.what();
    }
  }

  const std::string archive_ = std::string(3'000'000, 'x');  // more than one piece
  int file_ = -1;
  postgres::Content content_;
};

TEST_F(BackupFileTest, SaysWhatIsInIt) {
  const Manifest manifest = read_manifest(file_, "a.backup");
  EXPECT_EQ(manifest.archive_bytes, 3'000'000);
  EXPECT_EQ(manifest.content.created_at, content_.created_at);
  EXPECT_EQ(manifest.content.system_id, content_.system_id);
  EXPECT_EQ(manifest.content.rows, content_.rows);
  EXPECT_EQ(manifest.content.index_fingerprint, content_.index_fingerprint);
  ASSERT_EQ(manifest.content.sealing_keys.size(), 2U);
  EXPECT_TRUE(manifest.content.sealing_keys[0].retired);
  EXPECT_EQ(manifest.content.sealing_keys[1].fingerprint, "two");
  ASSERT_EQ(manifest.content.migrations.size(), 1U);
  EXPECT_EQ(manifest.content.migrations[0].name, "0001_walk.sql");
  EXPECT_EQ(refusal(), "");
}

TEST_F(BackupFileTest, CutOffAnywhereItIsRefused) {
  const off_t whole = length();
  for (const off_t cut :
       {whole - 1, whole - 50, whole - 200, off_t{3'000'000}, off_t{10}, off_t{0}}) {
    ASSERT_EQ(::ftruncate(file_, cut), 0);
    EXPECT_NE(refusal().find("a.backup is not a whole backup"), std::string::npos) << cut;
  }
}

TEST_F(BackupFileTest, ChangedAnywhereItIsRefused) {
  const off_t whole = length();
  for (const off_t at : {off_t{0}, off_t{2'999'999}}) {
    put(at, "y");
    EXPECT_NE(refusal().find("its archive is not the one it was"), std::string::npos) << at;
    put(at, "x");
  }
  EXPECT_EQ(refusal(), "");
  put(3'000'020, "~");
  EXPECT_NE(refusal().find("its manifest is not the one it was"), std::string::npos);
  put(whole - 20, "~");
  EXPECT_NE(refusal(), "");
}

}  // namespace
}  // namespace copytaster::commands
