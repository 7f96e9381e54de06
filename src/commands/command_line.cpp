#include "commands/command_line.hpp"

#include <iostream>

#include <CLI/CLI.hpp>

#include "commands/chosen.hpp"
#include "commands/commands.hpp"
#include "commands/startup.hpp"
#include "copytaster/domain/moderator.hpp"

namespace copytaster::commands {
namespace {

void add_plain(CLI::App& app, Chosen& chosen) {
  const auto add = [&](const char* name, const char* what, const Command& command) {
    app.add_subcommand(name, what)->callback([&chosen, command] { chosen.command = command; });
  };
  auto* serving = app.add_subcommand("serve", "Serve until SIGTERM or Ctrl-C");
  auto with_code = std::make_shared<bool>(false);
  serving->add_flag(
      "--code", *with_code,
      "print a one-time code for the desk, of the oldest admin; makes one if there is "
      "no account");
  serving->callback([with_code, &chosen]() noexcept {
    chosen.command = [code = *with_code, &chosen](const Settings& settings) {
      return serve(settings, chosen.program, code);
    };
  });
  add("migrate", "Bring the database's schema up to date", migrate);
  add("check-config", "Read the settings and say what is wrong with them", check_config);
}

void add_token(CLI::App& app, Chosen& chosen) {
  auto* token = app.add_subcommand("token", "API tokens")->require_subcommand(1);
  auto* create = token->add_subcommand("create", "Make a token and print it alone");
  struct Words {
    std::string role, name, expires;
    bool see_email = false;
  };
  auto words = std::make_shared<Words>();
  add_site(*create, chosen);
  create->add_option("--role", words->role, "moderator, editor, admin or exporter")->required();
  create->add_option("--name", words->name, "whom it is for (1–100 bytes)")->required();
  create->add_option("--expires", words->expires, "when it ends, such as 2027-01-31");
  create->add_flag("--see-email", words->see_email, "may look at readers' addresses");
  create->callback([words, &chosen] {
    const auto role = parse_role(words->role);
    if (!role) wrong_usage("--role", "moderator, editor, admin or exporter");
    if (words->name.empty() || words->name.size() > 100) wrong_usage("--name", "1–100 bytes");
    TokenWanted wanted{"", *role, words->name, words->see_email,
                       instant_of("--expires", words->expires)};
    chosen.command = [wanted, &chosen](const Settings& s) mutable {
      wanted.site = chosen_site(s, chosen.site);
      return create_token(s, wanted);
    };
  });
}

std::string checked_name(const std::string& typed) {
  const auto name = moderator_name(typed);
  if (!name) wrong_usage("name", "1–100 bytes of UTF-8, without control characters");
  return *name;
}

void add_new_moderator(CLI::App& moderator, Chosen& chosen) {
  auto* add = moderator.add_subcommand("add", "Make an account and print a one-time code alone");
  struct Words {
    std::string name, role;
    std::vector<std::string> sections;
    bool see_email = false;
  };
  auto words = std::make_shared<Words>();
  add_site(*add, chosen);
  add->add_option("name", words->name, "as she signs in and as colleagues see her")->required();
  add->add_option("--role", words->role,
                  "moderator, editor, admin or exporter; the first account is admin")
      ->required();
  add->add_option("--section", words->sections,
                  "of a moderator: only comments on this section's articles; may be repeated")
      ->allow_extra_args(false);
  add->add_flag("--see-email", words->see_email, "may look at readers' addresses");
  add->callback([words, &chosen] {
    const auto role = parse_role(words->role);
    if (!role) wrong_usage("--role", "moderator, editor, admin or exporter");
    if (const auto reason = why_unfit(words->sections, *role))
      wrong_usage("--section", "sections " + std::string(*reason));
    ModeratorWanted wanted{"", checked_name(words->name), *role, words->see_email, words->sections};
    chosen.command = [wanted, &chosen](const Settings& s) mutable {
      wanted.site = chosen_site(s, chosen.site);
      return add_moderator(s, wanted);
    };
  });
}

void add_moderators(CLI::App& app, Chosen& chosen) {
  auto* moderator = app.add_subcommand("moderator", "People's accounts")->require_subcommand(1);
  add_new_moderator(*moderator, chosen);
  auto* login = moderator->add_subcommand("login", "Print a new one-time code alone");
  auto name = std::make_shared<std::string>();
  login->add_option("name", *name, "whom it lets in, once, within 15 minutes")->required();
  login->callback([name, &chosen] {
    chosen.command = [name = checked_name(*name)](const Settings& s) {
      return give_login_code(s, name);
    };
  });
  auto* reset = moderator->add_subcommand("totp-reset", "Take a lost second factor away");
  auto lost_by = std::make_shared<std::string>();
  reset->add_option("name", *lost_by, "who has lost it")->required();
  reset->callback([lost_by, &chosen] {
    chosen.command = [name = checked_name(*lost_by)](const Settings& s) {
      return reset_totp(s, name);
    };
  });
  auto* list = moderator->add_subcommand("list", "Who has an account");
  auto json = std::make_shared<bool>(false);
  list->add_flag("--json", *json, "one object a line");
  list->callback([json, &chosen] {
    chosen.command = [json](const Settings& s) { return list_moderators(s, *json); };
  });
}

struct ArticleWords {
  std::string key, url, title, section, state, closes_at, premoderation;
};

ArticleWanted article_wanted(const ArticleWords& words) {
  ArticleWanted wanted{"", words.key, {}};
  ArticleChange& change = wanted.change;
  change.url = words.url;
  if (!words.title.empty()) change.title = words.title;
  if (!words.section.empty()) change.section = words.section;
  change.closes_at = instant_of("--closes-at", words.closes_at);
  if (!words.state.empty()) {
    change.state = parse_article_state(words.state);
    if (!change.state) wrong_usage("--state", "open or closed");
  }
  if (!words.premoderation.empty()) {
    change.premoderation = parse_premoderation(words.premoderation);
    if (!change.premoderation) wrong_usage("--premoderation", "none, first, all or rules");
  }
  return wanted;
}

void add_article(CLI::App& app, Chosen& chosen) {
  auto* article = app.add_subcommand("article", "Articles")->require_subcommand(1);
  auto* put = article->add_subcommand("put", "Make an article known, or change it");
  auto words = std::make_shared<ArticleWords>();
  add_site(*put, chosen);
  put->add_option("key", words->key, "the newsroom's key of the article")->required();
  put->add_option("--url", words->url, "where it stands")->required();
  put->add_option("--title", words->title, "its headline");
  put->add_option("--section", words->section, "its section");
  put->add_option("--state", words->state, "open or closed");
  put->add_option("--closes-at", words->closes_at, "when comments end");
  put->add_option("--premoderation", words->premoderation, "none, first, all or rules");
  put->callback([words, &chosen] {
    chosen.command = [wanted = article_wanted(*words), &chosen](const Settings& s) mutable {
      wanted.site = chosen_site(s, chosen.site);
      return put_article(s, wanted);
    };
  });
}

void add_export(CLI::App& app, Chosen& chosen) {
  auto* exporting = app.add_subcommand("export", "Write all approved comments");
  struct Words {
    std::string format = "ndjson", from, to;
    ExportWanted wanted;
  };
  auto words = std::make_shared<Words>();
  add_site(*exporting, chosen);
  exporting->add_option("--format", words->format, "ndjson, csv or wxr");
  exporting->add_option("--cursor", words->wanted.cursor, "go on after an earlier export");
  exporting->add_option("--article", words->wanted.article, "this article only");
  exporting->add_option("--section", words->wanted.section, "this section only");
  exporting->add_option("--from", words->from, "written at or after");
  exporting->add_option("--to", words->to, "written before");
  exporting->add_flag("--removals", words->wanted.removals,
                      "also what was published and no longer is");
  exporting->add_option("--output", words->wanted.output,
                        "a file instead of standard output, in place when it is whole");
  exporting->add_option("--cursor-file", words->wanted.cursor_file,
                        "read the cursor here before, write it here after");
  exporting->add_flag("--closing-line", words->wanted.closing_line,
                      "end NDJSON with the line {\"next\":…}");
  exporting->callback([words, &chosen] {
    const auto format = parse_export_format(words->format);
    if (!format) wrong_usage("--format", "ndjson, csv or wxr");
    if (words->wanted.removals && !tells_removals(*format))
      wrong_usage("--removals", "not in this format");
    words->wanted.format = *format;
    words->wanted.from = instant_of("--from", words->from);
    words->wanted.to = instant_of("--to", words->to);
    chosen.command = [wanted = words->wanted, &chosen](const Settings& s) mutable {
      wanted.site = chosen_site(s, chosen.site);
      return export_comments(s, wanted);
    };
  });
}

void add_audit(CLI::App& app, Chosen& chosen) {
  auto* audit = app.add_subcommand("audit", "Who decided what")->require_subcommand(1);
  auto* verify = audit->add_subcommand("verify", "Check that nothing was changed afterwards");
  struct Words {
    std::string head;
    bool json = false;
  };
  auto words = std::make_shared<Words>();
  add_site(*verify, chosen);
  verify->add_option("--head", words->head, "a head noted earlier, NUMBER:HASH, to compare with");
  verify->add_flag("--json", words->json, "answer as the HTTP API does");
  verify->callback([words, &chosen] {
    AuditWanted wanted{"", AuditHead::parse(words->head), words->json};
    if (!wanted.noted && !words->head.empty()) wrong_usage("--head", "NUMBER:HASH");
    chosen.command = [wanted, &chosen](const Settings& s) mutable {
      wanted.site = chosen_site(s, chosen.site);
      return verify_audit(s, wanted);
    };
  });
}

void add_keys(CLI::App& app, Chosen& chosen) {
  auto* keys = app.add_subcommand("keys", "The keys that seal addresses")->require_subcommand(1);
  auto* rotate = keys->add_subcommand("rotate", "Change the sealing key under a running service");
  auto wanted = std::make_shared<RotateWanted>();
  rotate->add_flag("--retire", wanted->retire, "take unused keys out of the key file as well");
  rotate->add_flag("--json", wanted->json, "say each step as a line of JSON");
  rotate->callback([wanted, &chosen] {
    chosen.command = [wanted](const Settings& s) { return rotate_keys(s, *wanted); };
  });
}

void add_backup(CLI::App& app, Chosen& chosen) {
  const auto add = [&](const char* name, const char* what, auto carry_out) {
    auto* command = app.add_subcommand(name, what);
    auto wanted = std::make_shared<BackupWanted>();
    command->add_option("file", wanted->file, "the backup's file")->required();
    command->add_flag("--json", wanted->json, "say the outcome as a line of JSON");
    command->callback([wanted, carry_out, &chosen] {
      chosen.command = [wanted, carry_out](const Settings& s) { return carry_out(s, *wanted); };
    });
  };
  add("backup", "Write everything but the keys into one file", backup);
  add("restore", "Put a backup into an empty database", restore);
}

void add_people(CLI::App& app, Chosen& chosen) {
  auto* people = app.add_subcommand("people", "What is held of a person")->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, auto command) {
    struct Words {
      std::string file;
      bool all_sites = false;
    };
    auto words = std::make_shared<Words>();
    auto* one = people->add_subcommand(name, what);
    add_site(*one, chosen);
    auto* all = one->add_flag("--all-sites", words->all_sites, "on every site there is");
    all->excludes(one->get_option("--site"));
    // Whoever can list the programs that run could read an address among the words.
    one->add_option("--file", words->file, "a file with the e-mail address; - is standard input")
        ->required();
    one->callback([words, command, &chosen] {
      chosen.command = [words, command, &chosen](const Settings& s) {
        const std::string site = words->all_sites ? "" : chosen_site(s, chosen.site);
        return command(s, PersonWanted{site, words->file});
      };
    });
  };
  add("export", "Write all that is held of a person", export_person);
  add("erase", "Erase all that is held of a person, for good", erase_person);
}

int carry_out(const Chosen& chosen, const char* const* variables) {
  try {
    return chosen.command(load_settings(read_environment(variables), default_data()));
  } catch (const std::exception& fault) {
    // Every fault of a command ends here; its text is made for the terminal and holds no secret.
    std::cerr << "copytaster: " << fault.what() << '\n';
    return 1;
  }
}

}  // namespace

int run(int count, char** words, const char* const* variables) {
  constexpr int usage_status = 2;
  CLI::App app{"Copytaster: the comment desk behind a news site's \"Leave a Reply\" form"};
  app.require_subcommand(1);
  Chosen chosen{words[0], "", {}};
  add_plain(app, chosen);
  add_token(app, chosen);
  add_moderators(app, chosen);
  add_article(app, chosen);
  add_export(app, chosen);
  add_import(app, chosen);
  add_audit(app, chosen);
  add_keys(app, chosen);
  add_backup(app, chosen);
  add_people(app, chosen);
  add_rules(app, chosen);
  add_bans(app, chosen);
  add_models(app, chosen);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : usage_status;
  }
  return carry_out(chosen, variables);
}

}  // namespace copytaster::commands
