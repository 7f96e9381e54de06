#include "http/pages.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace copytaster::http {
namespace {

bool write_whole(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::optional<Pages> Pages::holding(std::string_view bytes) {
  Pages pages(memfd_create("answer", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (pages.descriptor_ < 0 || !write_whole(pages.descriptor_, bytes)) return std::nullopt;
  constexpr int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (fcntl(pages.descriptor_, F_ADD_SEALS, seals) != 0) return std::nullopt;
  return pages;
}

Pages::~Pages() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace copytaster::http
