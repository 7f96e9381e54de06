#include "security/key_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <sstream>

namespace copytaster::security {
namespace {

constexpr auto first_line = "copytaster-keys 1";
constexpr std::size_t file_bytes_max = 64 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw KeyFileRefused("the key file " + path + " " + why);
}

[[noreturn]] void refuse_errno(const std::string& path, const std::string& what) {
  refuse(path, what + ": " + std::strerror(errno));
}

void write_all(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse_errno(path, "cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// The name must survive a power cut as well as the bytes: the directory is synced too.
void sync_directory(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory.is_open() || ::fsync(directory.number()) != 0)
    refuse_errno(path, "has a directory that cannot be synced");
}

MasterKey random_key() {
  MasterKey key;
  randombytes_buf(key.data(), key.size());
  return key;
}

void append_line(std::string& text, const std::string& words, const MasterKey& key) {
  std::array<char, 2 * sizeof(MasterKey) + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), key.data(), key.size());
  text += words + " " + hex.data() + "\n";
  sodium_memzero(hex.data(), hex.size());
}

std::string text_of(const Keys& keys) {
  std::string text;
  text.reserve(file_bytes_max);  // no copy of a key is left behind by growing
  text += std::string{first_line} + "\n";
  append_line(text, "index", keys.index());
  for (const auto& [id, key] : keys.sealing()) append_line(text, "key " + std::to_string(id), key);
  return text;
}

/// A whole file beside its place, on disk; whoever made it gives it its name.
std::string form(const std::string& path, const Keys& keys, const struct stat* like) {
  std::string forming = path + ".new-" + std::to_string(::getpid());
  if (like != nullptr) ::unlink(forming.c_str());  // of a change that was cut off
  const Descriptor file{::open(forming.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400)};
  if (!file.is_open()) refuse_errno(path, "cannot be made");
  std::string text = text_of(keys);
  write_all(file.number(), text, path);
  sodium_memzero(text.data(), text.size());
  if (like != nullptr && like->st_uid != ::geteuid() &&
      ::fchown(file.number(), like->st_uid, like->st_gid) != 0) {
    ::unlink(forming.c_str());
    refuse_errno(path, "cannot be given to its owner again");
  }
  if (::fsync(file.number()) != 0) refuse_errno(path, "cannot be synced");
  return forming;
}

/// Written beside its place and linked into it: a crash leaves no half a file under the name, and
/// of two first starts at once one wins.
void make(const std::string& path) {
  const std::string forming = form(path, Keys{random_key(), {{1, random_key()}}}, nullptr);
  if (::link(forming.c_str(), path.c_str()) != 0 && errno != EEXIST)
    refuse_errno(path, "cannot be made");
  ::unlink(forming.c_str());
  sync_directory(path);
}

void replace(const std::string& path, const Keys& keys) {
  struct stat before {};
  if (::stat(path.c_str(), &before) != 0) refuse_errno(path, "cannot be looked at");
  const std::string forming = form(path, keys, &before);
  if (::rename(forming.c_str(), path.c_str()) != 0) {
    ::unlink(forming.c_str());
    refuse_errno(path, "cannot be changed");
  }
  sync_directory(path);
}

void require_private(int file, const std::string& path) {
  struct stat state {};
  if (::fstat(file, &state) != 0) refuse_errno(path, "cannot be looked at");
  if (!S_ISREG(state.st_mode)) refuse(path, "is not a file");
  if ((state.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    refuse(path, "is open to others; make it private: chmod 0400 " + path);
  if (state.st_uid != ::geteuid() && state.st_uid != 0) refuse(path, "belongs to somebody else");
  if (state.st_size > static_cast<off_t>(file_bytes_max)) refuse(path, "is too large");
}

std::string read_text(int file, const std::string& path) {
  std::string text(file_bytes_max, '\0');
  std::size_t length = 0;
  while (length < text.size()) {
    const auto got = ::read(file, text.data() + length, text.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse_errno(path, "cannot be read");
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  text.resize(length);
  return text;
}

MasterKey key_from(const std::string& hex, const std::string& path, int line) {
  MasterKey key;
  std::size_t length = 0;
  if (hex.size() != 2 * key.size() ||
      sodium_hex2bin(key.data(), key.size(), hex.data(), hex.size(), nullptr, &length, nullptr) !=
          0 ||
      length != key.size())
    refuse(path, "has no key of 64 hexadecimal digits in line " + std::to_string(line));
  return key;
}

/// What the lines say, while they are read.
struct Lines {
  std::optional<MasterKey> index;
  std::map<std::uint32_t, MasterKey> sealing;
};

void take_line(Lines& taken, const std::string& line, const std::string& path, int number) {
  std::istringstream words{line};
  std::string word;
  std::string hex;
  std::uint32_t id = 0;
  words >> word;
  if (word == "index" && words >> hex) {
    if (taken.index) refuse(path, "has two index lines");
    taken.index = key_from(hex, path, number);
  } else if (word == "key" && words >> id >> hex && id != 0) {
    if (!taken.sealing.emplace(id, key_from(hex, path, number)).second)
      refuse(path, "has two keys with the number " + std::to_string(id));
  } else {
    refuse(path, "has a line that is no key: line " + std::to_string(number));
  }
}

Keys parse(const std::string& text, const std::string& path) {
  std::istringstream lines{text};
  std::string line;
  if (!std::getline(lines, line) || line != first_line)
    refuse(path, std::string{"does not begin with the line '"} + first_line + "'");
  Lines taken;
  for (int number = 2; std::getline(lines, line); ++number)
    if (!line.empty() && line.front() != '#') take_line(taken, line, path, number);
  if (!taken.index) refuse(path, "has no index line");
  if (taken.sealing.empty()) refuse(path, "holds no key");
  return {*taken.index, std::move(taken.sealing)};
}

}  // namespace

Keys::~Keys() {
  sodium_memzero(index_.data(), index_.size());
  for (auto& [id, key] : sealing_) sodium_memzero(key.data(), key.size());
}

const MasterKey* Keys::find(std::uint32_t id) const {
  const auto found = sealing_.find(id);
  return found == sealing_.end() ? nullptr : &found->second;
}

Keys load_keys(const std::string& path, bool may_make) {
  if (sodium_init() < 0) throw KeyFileRefused("libsodium finds no randomness on this machine");
  if (may_make && ::access(path.c_str(), F_OK) != 0) make(path);
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
  if (!file.is_open()) refuse_errno(path, "cannot be opened");
  require_private(file.number(), path);
  std::string text = read_text(file.number(), path);
  Keys keys = parse(text, path);
  sodium_memzero(text.data(), text.size());
  return keys;
}

void add_key(const std::string& path, std::uint32_t id) {
  const Keys keys = load_keys(path, false);
  auto sealing = keys.sealing();
  if (!sealing.emplace(id, random_key()).second)
    refuse(path, "holds a key " + std::to_string(id) + " already");
  replace(path, Keys{keys.index(), std::move(sealing)});
}

void remove_key(const std::string& path, std::uint32_t id) {
  const Keys keys = load_keys(path, false);
  auto sealing = keys.sealing();
  if (sealing.erase(id) == 0) return;
  if (sealing.empty()) refuse(path, "would hold no key without key " + std::to_string(id));
  replace(path, Keys{keys.index(), std::move(sealing)});
}

}  // namespace copytaster::security
