// `rules judge`: comments in, verdicts out, a line for a line; nothing is stored. The database is
// asked for the model that judges, where it is an outside one or a service runs here; no cluster is
// started for it. Memory stays as it is however many there are.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "commands/commands.hpp"
#include "commands/progress.hpp"
#include "commands/rule_files.hpp"
#include "commands/run_file.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "copytaster/app/active_filter.hpp"
#include "copytaster/domain/text.hpp"
#include "http/json.hpp"
#include "postgres/model_store.hpp"

namespace copytaster::commands {
namespace {

using http::JsonObject;

/// A text of 65,525 bytes, each of them escaped, and all else that a line may hold.
constexpr std::size_t line_bytes_max = std::size_t{1} << 20U;
constexpr std::size_t chunk_bytes = 65'536;

struct BadLine {
  std::string reason;
};

/// A text, or nothing where it is null or absent.
std::string text_in(const JsonObject& object, std::string_view name) {
  const auto value = object.member(name);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  const bool absent =
      std::holds_alternative<http::Absent>(value) || std::holds_alternative<http::Null>(value);
  if (absent) return {};
  const bool half = std::holds_alternative<http::LoneSurrogate>(value);
  throw BadLine{"`" + std::string{name} + "` " +
                (half ? "holds half a surrogate pair" : "is not a text")};
}

/// As it was given: a text or a whole number; none where there is none.
std::optional<std::string> id_in(const JsonObject& object) {
  const auto value = object.member("id");
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (std::holds_alternative<http::Absent>(value) || std::holds_alternative<http::Null>(value))
    return std::nullopt;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) throw BadLine{"`id` is neither a text nor a whole number"};
  std::string json;
  append_json_string(json, *text);
  return json;
}

Submission submission_in(const JsonObject& object) {
  Form form;
  form.author = text_in(object, "author");
  form.email = text_in(object, "email");
  if (form.email.empty()) form.email = nobodys_email;
  form.url = text_in(object, "url");
  form.text = text_in(object, "text");
  auto checked = check_form(form);
  if (const auto* errors = std::get_if<std::vector<FieldError>>(&checked))
    throw BadLine{"`" + std::string{name_of(errors->front().field)} + "` " +
                  reason_for(errors->front())};
  return std::get<Submission>(std::move(checked));
}

/// What one line is answered with.
class Judge {
 public:
  struct By {
    std::shared_ptr<const RuleSet> rules;
    SiteFilter filter;
  };
  Judge(By by, SitePolicy policy, bool as_new)
      : by_(std::move(by)), policy_(std::move(policy)), as_new_(as_new) {}

  void append_verdict(std::string& out, const std::string& line) const {
    const auto object = JsonObject::parse(line);
    if (!object) throw BadLine{"is not one JSON object in UTF-8"};
    const auto id = id_in(*object);
    Reading reading = read_text(submission_in(*object), by_.rules);
    by_.filter.judge(reading);
    Facts facts;
    facts.known_author = !as_new_;
    Policy policy = policy_.for_article(text_in(*object, "section"), std::nullopt);
    if (!as_new_) policy.premoderation = Premoderation::rules;
    const Verdict verdict = judge(reading, facts, policy);

    out += id ? "{\"id\":" + *id + ",\"state\":" : "{\"state\":";
    append_json_string(out, name_of(verdict.state));
    out += ",\"score\":" + short_number(verdict.score) + ",\"hits\":";
    append_hits_json(out, verdict.hits);
    out += ",\"public_text\":";
    append_json_string(out, reading.public_text);
    out += "}\n";
  }

 private:
  By by_;
  SitePolicy policy_;
  bool as_new_;
};

/// What has learned is left out, and said to be, where it cannot be reached: the rules can judge
/// alone.
SiteFilter filter_for(const Settings& settings, const RuleJudgeWanted& wanted) {
  const bool is_at_hand = !settings.database.url.empty() || running_service(settings.data);
  const LearningPolicy& policy = settings.learning.policy;
  if (!wanted.by_model || policy.mode == LearningMode::off || !is_at_hand) return {};
  try {
    settle_in(settings);
    Stores stores{settings};
    postgres::ModelRows rows{stores.pool()};
    SiteFilter filter = active_filter(stores.site(wanted.site), policy, rows);
    stores.close();
    return filter;
  } catch (const std::exception& fault) {
    std::cerr << "copytaster: judged by the rules alone: " << fault.what() << '\n';
    return {};
  }
}

/// A file, or standard input for "-".
class Input {
 public:
  explicit Input(const std::string& file)
      : name_(file),
        file_(file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0) fail();
  }
  ~Input() {
    if (file_ != STDIN_FILENO) ::close(file_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  /// At most so much as `chunk` has room for; nothing at the end.
  std::string_view read(std::string& chunk) {
    ssize_t bytes = -1;
    do {
      bytes = ::read(file_, chunk.data(), chunk.size());
    } while (bytes < 0 && errno == EINTR);
    if (bytes < 0) fail();
    done_ += bytes;
    return std::string_view{chunk}.substr(0, static_cast<std::size_t>(bytes));
  }
  std::int64_t done() const { return done_; }
  /// 0: nobody knows.
  std::int64_t size() const {
    struct stat state {};
    return ::fstat(file_, &state) == 0 && S_ISREG(state.st_mode) ? state.st_size : 0;
  }

 private:
  [[noreturn]] void fail() const {
    throw Refused("cannot read " + name_ + ": " + std::strerror(errno));
  }
  std::string name_;
  int file_;
  std::int64_t done_ = 0;
};

/// Cuts what comes in into lines and answers each.
class Judging {
 public:
  explicit Judging(const Judge& judge) : judge_(judge) {}

  void take(std::string_view chunk) {
    while (!chunk.empty()) {
      const std::size_t end = std::min(chunk.find('\n'), chunk.size());
      add(chunk.substr(0, end));
      if (end < chunk.size()) end_line();
      chunk.remove_prefix(std::min(end + 1, chunk.size()));
    }
    write();
  }
  /// Whether all lines were good.
  bool finish() {
    end_line();
    write();
    return all_good_;
  }

 private:
  void add(std::string_view part) {
    too_long_ = too_long_ || line_.size() + part.size() > line_bytes_max;
    if (!too_long_) line_ += part;
  }

  void end_line() {
    ++number_;
    if (trimmed(line_).empty() && !too_long_) return line_.clear();
    const std::size_t before = out_.size();
    try {
      if (too_long_) throw BadLine{"is longer than 1 MiB"};
      judge_.append_verdict(out_, line_);
    } catch (const BadLine& bad) {
      all_good_ = false;
      out_.resize(before);
      out_ += "{\"line\":" + std::to_string(number_) + ",\"error\":";
      append_json_string(out_, bad.reason);
      out_ += "}\n";
    }
    line_.clear();
    too_long_ = false;
  }

  void write() {
    std::cout << out_ << std::flush;
    out_.clear();
    if (!std::cout) throw Refused("cannot write the verdicts");
  }

  const Judge& judge_;
  std::string line_;
  std::string out_;
  std::int64_t number_ = 0;
  bool too_long_ = false;
  bool all_good_ = true;
};

}  // namespace

int judge_file(const Settings& settings, const RuleJudgeWanted& wanted) {
  const SitePolicy& policy = settings.sites.at(wanted.site).policy;
  const RuleFiles files =
      rule_files_for({wanted.directory, wanted.mode, policy.rules_mode}, settings);
  const auto rules = read_rules(files);
  Input input{wanted.file};  // while still root
  const Judge judge{{rules, filter_for(settings, wanted)}, policy, wanted.as_new};
  const bool shown = ::isatty(STDERR_FILENO) != 0 && ::isatty(STDOUT_FILENO) == 0;
  Progress progress{"judging", "bytes", Progress::To::terminal};
  Judging judging{judge};
  std::string chunk(chunk_bytes, '\0');
  for (auto bytes = input.read(chunk); !bytes.empty(); bytes = input.read(chunk)) {
    judging.take(bytes);
    if (shown) progress.show(input.done(), input.size());
  }
  return judging.finish() ? 0 : 1;
}

}  // namespace copytaster::commands
