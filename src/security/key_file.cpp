#include "security/key_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
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

std::string new_text() {
  MasterKey key;
  randombytes_buf(key.data(), key.size());
  std::array<char, 2 * sizeof(MasterKey) + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), key.data(), key.size());
  std::string text = std::string{first_line} + "\nkey 1 " + hex.data() + "\n";
  sodium_memzero(key.data(), key.size());
  sodium_memzero(hex.data(), hex.size());
  return text;
}

/// Written beside its place and linked into it: a crash leaves no half a file under the name, and
/// of two first starts at once one wins.
void make(const std::string& path) {
  const std::string forming = path + ".new-" + std::to_string(::getpid());
  const Descriptor file{::open(forming.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400)};
  if (!file.is_open()) refuse_errno(path, "cannot be made");
  std::string text = new_text();
  write_all(file.number(), text, path);
  sodium_memzero(text.data(), text.size());
  if (::fsync(file.number()) != 0) refuse_errno(path, "cannot be synced");
  if (::link(forming.c_str(), path.c_str()) != 0 && errno != EEXIST)
    refuse_errno(path, "cannot be made");
  ::unlink(forming.c_str());
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

std::map<std::uint32_t, MasterKey> parse(const std::string& text, const std::string& path) {
  std::istringstream lines{text};
  std::string line;
  if (!std::getline(lines, line) || line != first_line)
    refuse(path, std::string{"does not begin with the line '"} + first_line + "'");
  std::map<std::uint32_t, MasterKey> keys;
  for (int number = 2; std::getline(lines, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words{line};
    std::string word;
    std::string hex;
    std::uint32_t id = 0;
    if (!(words >> word >> id >> hex) || word != "key" || id == 0)
      refuse(path, "has a line that is no key: line " + std::to_string(number));
    if (!keys.emplace(id, key_from(hex, path, number)).second)
      refuse(path, "has two keys with the number " + std::to_string(id));
  }
  if (keys.empty()) refuse(path, "holds no key");
  return keys;
}

}  // namespace

Keys::~Keys() {
  for (auto& [id, key] : keys_) sodium_memzero(key.data(), key.size());
}

const MasterKey* Keys::find(std::uint32_t id) const {
  const auto found = keys_.find(id);
  return found == keys_.end() ? nullptr : &found->second;
}

Keys load_keys(const std::string& path, bool may_make) {
  if (sodium_init() < 0) throw KeyFileRefused("libsodium finds no randomness on this machine");
  if (may_make && ::access(path.c_str(), F_OK) != 0) make(path);
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
  if (!file.is_open()) refuse_errno(path, "cannot be opened");
  require_private(file.number(), path);
  std::string text = read_text(file.number(), path);
  auto keys = parse(text, path);
  sodium_memzero(text.data(), text.size());
  return Keys{std::move(keys)};
}

}  // namespace copytaster::security
