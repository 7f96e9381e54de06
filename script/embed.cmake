# embed_files(TARGET FILE...): a library that carries the files inside the binary, in order of path.
# The assembler reads the bytes as they are, so any content and any size will do, no files too.
function(embed_files target)
  set(assembler "")
  set(declarations "")
  set(entries "")
  set(number 0)
  list(SORT ARGN)
  foreach(file IN LISTS ARGN)
    file(RELATIVE_PATH path "${PROJECT_SOURCE_DIR}" "${file}")
    set(symbol "copytaster_embedded_${number}")
    string(APPEND assembler
      "        \".globl ${symbol}, ${symbol}_size\\n\"\n"
      "        \"${symbol}: .incbin \\\"${file}\\\"\\n\"\n"
      "        \".L${symbol}_end: .byte 0\\n\"\n"
      "        \".balign 8\\n\"\n"
      "        \"${symbol}_size: .quad .L${symbol}_end - ${symbol}\\n\"\n")
    string(APPEND declarations
      "extern \"C\" const char ${symbol}[];\n"
      "extern \"C\" const unsigned long ${symbol}_size;\n")
    string(APPEND entries "      {\"${path}\", {${symbol}, ${symbol}_size}},\n")
    math(EXPR number "${number} + 1")
  endforeach()

  set(source "${PROJECT_BINARY_DIR}/${target}.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[
#include "embedded_files.hpp"

#include <algorithm>
#include <vector>

__asm__(".pushsection .rodata,\"a\",@progbits\n"
        ".balign 8\n"
@assembler@        ".popsection\n");

@declarations@
namespace copytaster {

std::span<const EmbeddedFile> embedded_files() {
  static const std::vector<EmbeddedFile> files{
@entries@  };
  return files;
}

std::optional<std::string_view> embedded_file(std::string_view path) {
  const auto files = embedded_files();
  const auto file = std::find_if(files.begin(), files.end(),
                                 [path](const EmbeddedFile& each) { return each.path == path; });
  if (file == files.end()) return std::nullopt;
  return file->bytes;
}

}  // namespace copytaster
]])
  # The compiler's list of what it read does not name .incbin files, so they are named here.
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${ARGN}")
  add_library(${target} STATIC "${source}")
  set_target_properties(${target} PROPERTIES CXX_CLANG_TIDY "")
endfunction()
