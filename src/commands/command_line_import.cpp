// The words of `copytaster import`.

#include <memory>

#include "commands/chosen.hpp"
#include "commands/commands.hpp"
#include "copytaster/app/import_comments.hpp"

namespace copytaster::commands {

void add_import(CLI::App& app, Chosen& chosen) {
  struct Words {
    std::string format;
    ImportWanted wanted;
  };
  auto words = std::make_shared<Words>();
  ImportWanted& wanted = words->wanted;
  auto* importing = app.add_subcommand("import", "Bring in comments from elsewhere");
  add_site(*importing, chosen);
  importing->add_option("file", wanted.file, "an export of ours or of another system")->required();
  importing->add_option("--format", words->format, "ndjson, wxr or disqus")->required();
  importing->add_option("--source", wanted.source,
                        "a name for where it comes from, where several of a format are brought in");
  importing->add_option("--articles", wanted.articles,
                        "a file with a URL or source id, a tab and an article's key a line");
  importing->add_option("--refused", wanted.refused, "a file for what is not brought in, and why");
  importing->add_flag("--dry-run", wanted.dry_run, "say what would be done, and store nothing");
  importing->add_flag("--fill-queue", wanted.fills_queue,
                      "also where more would wait for a moderator than intake.pending_max");
  importing->add_flag("--json", wanted.json, "answer with lines of JSON");
  importing->callback([words, &chosen] {
    const auto format = parse_import_format(words->format);
    if (!format) wrong_usage("--format", "ndjson, wxr or disqus");
    ImportWanted& given = words->wanted;
    given.format = *format;
    if (given.source.empty()) given.source = words->format;
    if (given.source.size() > source_name_bytes_max) wrong_usage("--source", "1–64 bytes");
    chosen.command = [given, &chosen](const Settings& s) mutable {
      given.site = chosen_site(s, chosen.site);
      given.pending_max = static_cast<std::int64_t>(s.intake.pending_max);
      return import_comments(s, given);
    };
  });
}

}  // namespace copytaster::commands
