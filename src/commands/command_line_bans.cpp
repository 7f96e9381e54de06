// The words of `copytaster ban`.

#include <memory>

#include "commands/chosen.hpp"
#include "commands/commands.hpp"

namespace copytaster::commands {
namespace {

struct BanWords {
  BanWanted wanted;
  std::string kind;
  std::string value;
  std::int64_t comment = 0;
  std::string until;
  std::string reason;
};

void add_ban_options(CLI::App& adding, BanWords& words) {
  adding.add_option("--kind", words.kind, "author, pseudonym, name or domain")->required();
  auto* value = adding.add_option("--value", words.value, "a name, or a domain");
  auto* comment =
      adding.add_option("--comment", words.comment, "what a comment with this number says");
  auto* file =
      adding.add_option("--file", words.wanted.file,
                        "a file with the e-mail address or the value; - is standard input");
  value->excludes(comment)->excludes(file);
  comment->excludes(file);
  adding.add_option("--until", words.until, "RFC 3339 or a date; for good");
  adding.add_option("--reason", words.reason, "for your colleagues");
  adding.add_flag("--json", words.wanted.json, "answer as the HTTP API does");
}

BanWanted wanted_in(const BanWords& words) {
  BanWanted wanted = words.wanted;
  const auto kind = parse_ban_kind(words.kind);
  if (!kind) wrong_usage("--kind", "author, pseudonym, name or domain");
  if (*kind == BanKind::author && !words.value.empty())
    wrong_usage("--value", "not an address, which others could read: use --file or --comment");
  wanted.kind = *kind;
  if (!words.value.empty()) wanted.value = words.value;
  if (words.comment != 0) wanted.comment = CommentId{words.comment};
  wanted.until = instant_of("--until", words.until);
  if (!words.reason.empty()) wanted.reason = words.reason;
  return wanted;
}

}  // namespace

void add_bans(CLI::App& app, Chosen& chosen) {
  auto* ban = app.add_subcommand("ban", "Whom and what a site keeps away")->require_subcommand(1);
  const auto run = [&chosen](auto command, const BanWanted& wanted) {
    chosen.command = [command, wanted = BanWanted{wanted}, &chosen](const Settings& s) mutable {
      wanted.site = chosen_site(s, chosen.site);
      return command(s, wanted);
    };
  };
  auto words = std::make_shared<BanWords>();
  auto* adding = ban->add_subcommand("add", "Ban an author, a pseudonym, a name or a domain");
  add_site(*adding, chosen);
  add_ban_options(*adding, *words);
  adding->callback([words, run] { run(add_ban, wanted_in(*words)); });

  auto* listing = ban->add_subcommand("list", "Every ban that lives, newest first");
  add_site(*listing, chosen);
  listing->add_flag("--json", words->wanted.json, "one object a line");
  listing->callback([words, run] { run(list_bans, words->wanted); });

  auto* lifting = ban->add_subcommand("lift", "End a ban");
  add_site(*lifting, chosen);
  lifting->add_option("ban", words->wanted.ban.value, "its number")->required();
  lifting->callback([words, run] { run(lift_ban, words->wanted); });
}

}  // namespace copytaster::commands
